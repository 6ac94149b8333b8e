package dev.vigie.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One moment of a database, held for as long as this value is open, so that several dumps show the
 * same one. It also is the lease on the database: while it is open no other can be taken, and it
 * ends with its session, however that ends. And it guards the tables: none can be dropped,
 * truncated, rewritten or altered meanwhile. Not thread-safe.
 */
public final class Snapshot implements AutoCloseable {
  /** The key of the advisory lock: "vigie" in ASCII. The lock is the database's own. */
  private static final String LEASE_KEY = "x'7669676965'::bigint";

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final PgSession session;
  private final String id;
  private final DatabaseFacts facts;

  private Snapshot(PgSession session, String id, DatabaseFacts facts) {
    this.session = session;
    this.id = id;
    this.facts = facts;
  }

  /**
   * Takes the lease, then a lock on every table, and then the snapshot: what is truncated or
   * rewritten between the two would be empty in a snapshot that is older than the lock
   * (PostgreSQL's documentation, "Caveats" 13.6).
   *
   * @param lockTimeout how long to wait for one table that somebody else has locked, 1 millisecond
   *     or more
   * @throws VigieException {@code DATABASE_LEASED} if somebody else has the lease, {@code
   *     LOCK_TIMEOUT} naming the table and who holds it, or with the code that the failed
   *     connection tells
   */
  public static Snapshot take(PgTools tools, Duration lockTimeout) {
    PgSession session = TableGuard.open(tools, lockTimeout, Snapshot::lease);
    try {
      String id = session.run("SELECT pg_export_snapshot()");
      return new Snapshot(session, id, facts(session.json(DatabaseFacts.QUERY)));
    } catch (RuntimeException e) {
      closeAfter(e, session);
      throw e;
    }
  }

  private static void lease(PgSession session, PgTools tools) {
    if (!session.run("SELECT pg_try_advisory_lock(" + LEASE_KEY + ")").equals("t")) {
      throw new VigieException(
          ErrorCode.DATABASE_LEASED,
          "another backup of database \"" + tools.database() + "\" is under way");
    }
  }

  /** What {@code pg_dump --snapshot} takes. */
  public String id() {
    return id;
  }

  /** The database at this moment. */
  public DatabaseFacts facts() {
    return facts;
  }

  /** The tables whose rows a dump holds, in the order of their OIDs. */
  public List<StoredTable> tables() {
    return lines(StoredTable.QUERY).map(StoredTable::of).toList();
  }

  /** What {@code pg_dump} leaves out without failing. */
  public List<Omission> omissions() {
    return lines(Omission.QUERY).map(Omission::of).toList();
  }

  /**
   * The columns of tables that {@code COPY} writes, as SQL: not those that are generated.
   *
   * @param oids of the tables
   * @return for each OID its columns, quoted and with commas
   */
  public Map<Long, String> columns(List<Long> oids) {
    Map<Long, String> columns = new HashMap<>();
    lines(
            """
            SELECT json_build_array(attrelid::bigint,
              string_agg('"' || replace(attname, '"', '""') || '"', ', ' ORDER BY attnum))
            FROM pg_attribute
            WHERE attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attrelid = ANY ('{%s}')
            GROUP BY attrelid
            """
                .formatted(oids.stream().map(String::valueOf).collect(Collectors.joining(","))))
        .forEach(line -> columns.put(line.get(0).longValue(), line.get(1).textValue()));
    return columns;
  }

  private Stream<JsonNode> lines(String query) {
    return session.run(query).lines().map(Psql::parse);
  }

  /**
   * Makes sure that the snapshot is held still.
   *
   * @throws VigieException with the code that tells how its session ended, if it did
   */
  public void check() {
    session.run("SELECT 1");
  }

  /**
   * Makes sure that the snapshot was held until now: its session answers, and ends in order.
   *
   * @throws VigieException with the code that tells how it ended, if it did not
   */
  public void end() {
    session.run("COMMIT");
  }

  /** Gives the snapshot and the lease up. */
  @Override
  public void close() {
    session.close();
  }

  private static DatabaseFacts facts(JsonNode json) {
    try {
      return JSON.treeToValue(json, DatabaseFacts.class);
    } catch (JsonProcessingException e) {
      throw new VigieException(ErrorCode.INTERNAL, "the server's facts cannot be read", e);
    }
  }

  private static void closeAfter(RuntimeException cause, PgSession session) {
    try {
      session.close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
