package dev.vigie.postgres;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something of a database that {@code pg_dump} leaves out without failing.
 *
 * @param deliberate whether it is no part of what a backup is to bring back; else it is left out
 *     because the user may not read it, or because pg_dump cannot dump it
 * @param sentence what it is, and why
 */
public record Omission(boolean deliberate, String sentence) {
  /**
   * A line for each. What decides is in pg_dump.c of PostgreSQL 18: getTables, getIndexes,
   * processExtensionTables, getSubscriptions, dumpUserMappings, and main for a standby.
   */
  static final String QUERY =
      """
      WITH member AS (
        SELECT d.objid, e.extname, e.extconfig, e.extcondition FROM pg_depend d
        JOIN pg_extension e ON e.oid = d.refobjid
        WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND d.deptype = 'e'),
      relation AS (
        SELECT c.*, n.nspname, m.extname, m.extconfig, m.extcondition, m.objid IS NOT NULL AS is_member,
          n.nspname ~ '^pg_temp_' AS is_temporary,
          n.nspname ~ '^pg_' OR n.nspname = 'information_schema' AS is_system
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN member m ON m.objid = c.oid)
      SELECT json_build_array(deliberate, sentence) FROM (
        SELECT true AS deliberate,
          format('the rows of foreign table %I.%I: they are on the server %I', nspname, relname, srvname)
            AS sentence
        FROM relation JOIN pg_foreign_table f ON f.ftrelid = relation.oid
        JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE NOT is_member
        UNION ALL
        SELECT true, format('temporary table %I of a session: it ends with the session', relname)
        FROM relation WHERE is_temporary AND relkind IN ('r', 'p')
        UNION ALL
        SELECT true, format('the rows of %I.%I: extension %I makes the table and does not register'
          || ' its rows for dumps', nspname, relname, extname)
        FROM relation WHERE is_member AND relkind = 'r' AND NOT is_temporary
          AND NOT coalesce(oid = ANY (extconfig), false) AND pg_relation_size(oid) > 0
        UNION ALL
        SELECT true, format('rows of %I.%I that extension %I does not register for dumps: all but %s',
          nspname, relname, extname, extcondition[array_position(extconfig, oid)])
        FROM relation WHERE is_member AND relkind = 'r'
          AND extcondition[array_position(extconfig, oid)] <> ''
        UNION ALL
        SELECT true, format('index %I.%I: it is invalid, as a failed CREATE INDEX CONCURRENTLY leaves'
          || ' it', nspname, relation.relname)
        FROM relation JOIN pg_index i ON i.indexrelid = relation.oid
        JOIN pg_class t ON t.oid = i.indrelid
        WHERE NOT is_system AND NOT is_member
          AND NOT (i.indisready AND (i.indisvalid OR t.relkind = 'p'))
        UNION ALL
        SELECT true, format('replication slot %I: it belongs to its server', slot_name)
        FROM pg_replication_slots WHERE database = current_database() AND NOT temporary
        UNION ALL
        SELECT true, format('that subscription %I is enabled: it comes back disabled', subname)
        FROM pg_subscription WHERE subenabled AND current_setting('is_superuser') = 'on'
          AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        UNION ALL
        SELECT false, format('subscription %I: only a superuser may dump it', subname)
        FROM pg_subscription WHERE current_setting('is_superuser') <> 'on'
          AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        UNION ALL
        SELECT false, format('the rows of unlogged table %I.%I: a standby does not have them',
          nspname, relname)
        FROM relation WHERE pg_is_in_recovery() AND relpersistence = 'u' AND relkind = 'r'
          AND NOT is_system
        UNION ALL
        SELECT false, format('table %I.%I: pg_dump leaves out what is in the server''s own schemas',
          nspname, relname)
        FROM relation WHERE is_system AND NOT is_member AND NOT is_temporary
          AND nspname !~ '^pg_toast' AND relkind IN ('r', 'p') AND oid >= 16384
        UNION ALL
        SELECT false, format('the options of %s''s user mapping for server %I: the user of the backup'
          || ' may not read them', m.usename, m.srvname)
        FROM pg_user_mappings m JOIN pg_foreign_server s ON s.oid = m.srvid
        WHERE m.umoptions IS NULL AND current_setting('is_superuser') <> 'on' AND NOT CASE
          WHEN m.umuser = 0 THEN pg_has_role(s.srvowner, 'USAGE')
          ELSE m.usename = current_user AND has_server_privilege(s.oid, 'USAGE') END
      ) found ORDER BY sentence
      """;

  static Omission of(JsonNode json) {
    return new Omission(json.get(0).booleanValue(), json.get(1).textValue());
  }
}
