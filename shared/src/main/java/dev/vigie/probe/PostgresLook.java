package dev.vigie.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgTools;
import dev.vigie.storage.JsonDocuments;

/**
 * Asks a PostgreSQL server how it is, by one query in one session (PostgreSQL's documentation, "The
 * Cumulative Statistics System", "pg_replication_slots" and "System Administration Functions").
 * Bounded: a hundred replicas and slots each, the furthest behind.
 */
public final class PostgresLook {
  /** So that a server which hangs ends the session itself, before anybody loses patience. */
  private static final String QUERY =
      """
      SET statement_timeout = '4s';
      WITH here AS (
        SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
               ELSE pg_current_wal_lsn() END AS lsn),
      oldest AS (
        SELECT datname, age(datfrozenxid) AS age FROM pg_database ORDER BY 2 DESC, 1 LIMIT 1),
      replicas AS (
        SELECT application_name AS name,
               greatest(0, coalesce(pg_wal_lsn_diff(here.lsn, replay_lsn), 0))::bigint AS behind
        FROM pg_stat_replication, here WHERE state <> 'backup' ORDER BY 2 DESC, 1 LIMIT 100),
      slots AS (
        SELECT slot_name AS name, active,
               greatest(0, coalesce(pg_wal_lsn_diff(here.lsn, restart_lsn), 0))::bigint AS kept
        FROM pg_replication_slots, here WHERE NOT temporary ORDER BY 3 DESC, 1 LIMIT 100)
      SELECT json_build_object(
        'connections', (SELECT count(*) FROM pg_stat_activity
                        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()),
        'mostConnections', current_setting('max_connections')::int
                           - current_setting('superuser_reserved_connections')::int
                           - coalesce(current_setting('reserved_connections', true), '0')::int,
        'transactionAge', (SELECT age FROM oldest),
        'oldest', (SELECT datname FROM oldest),
        'replicas', (SELECT coalesce(json_agg(replicas), '[]') FROM replicas),
        'slots', (SELECT coalesce(json_agg(slots), '[]') FROM slots),
        'replay', CASE WHEN pg_is_in_recovery() THEN json_build_object(
          'behind', coalesce(pg_wal_lsn_diff(pg_last_wal_receive_lsn(),
                                             pg_last_wal_replay_lsn()), 0)::bigint,
          'receiving', EXISTS (SELECT FROM pg_stat_wal_receiver)) END);
      """;

  private PostgresLook() {}

  /**
   * What the server says.
   *
   * @throws VigieException with the code that psql's words tell
   */
  public static PostgresFacts at(PgTools tools) {
    try {
      return JsonDocuments.MAPPER.treeToValue(tools.psql().json(QUERY), PostgresFacts.class);
    } catch (JsonProcessingException e) {
      throw new VigieException(
          ErrorCode.CLIENT_FAILED, "what the server says of itself cannot be read", e);
    }
  }
}
