package dev.vigie.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;

/**
 * One moment of a database, held for as long as this value is open, so that several dumps show the
 * same one. It also is the lease on the database: while it is open no other can be taken, and it
 * ends with its session, however that ends. Not thread-safe.
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
   * Takes the lease and the snapshot.
   *
   * @throws VigieException {@code DATABASE_LEASED} if somebody else has the lease, or with the code
   *     that the failed connection tells
   */
  public static Snapshot take(PgTools tools) {
    PgSession session = PgSession.open(tools);
    try {
      session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      if (!session.run("SELECT pg_try_advisory_xact_lock(" + LEASE_KEY + ")").equals("t")) {
        throw new VigieException(
            ErrorCode.DATABASE_LEASED,
            "another backup of database \"" + tools.database() + "\" is under way");
      }
      String id = session.run("SELECT pg_export_snapshot()");
      return new Snapshot(session, id, facts(session.json(DatabaseFacts.QUERY)));
    } catch (RuntimeException e) {
      closeAfter(e, session);
      throw e;
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
