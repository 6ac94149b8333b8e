package dev.vigie.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Opens sessions that hold an {@code ACCESS SHARE} lock on every table that a dump reads, before
 * they have looked at anything. That lock stops nobody but who would drop, truncate, rewrite or
 * alter a table.
 */
final class TableGuard {
  /** How often a list of tables may be out of date by the time they are locked. */
  private static final int ATTEMPTS = 5;

  /** Tables in one statement: 5,000 tables take 50 round trips. */
  private static final int BATCH = 100;

  /** How many holders a message names. */
  private static final int NAMED = 3;

  private static final Pattern GONE =
      Pattern.compile("ERROR:  (?:relation|schema) \"[\\s\\S]*\" does not exist");

  /**
   * The transaction's beginning and the locks, made by the server, which knows the names in any
   * encoding, and run by psql. The list is read before the transaction begins, so that its snapshot
   * is not.
   */
  private static final String LOCK =
      """
      SELECT statement FROM (
        SELECT 0 AS batch, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' AS statement
        UNION ALL
        SELECT batch, 'LOCK TABLE ' || string_agg('ONLY ' || name, ', ' ORDER BY name)
          || ' IN ACCESS SHARE MODE'
        FROM (
          SELECT format('%%I.%%I', n.nspname, c.relname) AS name,
            1 + (row_number() OVER (ORDER BY c.oid) - 1) / %d AS batch
          %s) dumped
        GROUP BY batch) statements
      ORDER BY batch
      \\gexec
      """
          .formatted(BATCH, StoredTable.DUMPED);

  /** How many tables the snapshot shows that were made too late to be locked. */
  private static final String UNGUARDED =
      "SELECT count(*) "
          + StoredTable.DUMPED
          + """
             AND c.oid NOT IN (SELECT relation FROM pg_locks WHERE pid = pg_backend_pid()
              AND locktype = 'relation' AND granted)
            """;

  /**
   * Who holds a table, or is the next to, so that nobody else gets it: in that order. Not what they
   * do: a statement may hold a secret.
   */
  private static final String HOLDERS =
      """
      SELECT json_build_array(n.nspname, c.relname, a.pid, a.usename, a.state,
        to_char(a.query_start, 'YYYY-MM-DD HH24:MI:SS TZ'), l.granted,
        pg_blocking_pids(a.pid)::text)
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_backend_pid()
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND n.nspname !~ '^pg_' AND c.relkind IN ('r', 'p')
      ORDER BY NOT l.granted, a.query_start LIMIT %d
      """
          .formatted(NAMED);

  private TableGuard() {}

  /**
   * A session in a transaction that reads only, whose tables are locked and whose snapshot is taken
   * after that.
   *
   * @param first done in each session before the transaction begins
   */
  static PgSession open(PgTools tools, Duration lockTimeout, BiConsumer<PgSession, PgTools> first) {
    for (int attempt = 1; ; attempt++) {
      PgSession session = PgSession.open(tools);
      try {
        first.accept(session, tools);
        session.run("SET lock_timeout = " + lockTimeout.toMillis());
        session.run(LOCK);
        if (session.run(UNGUARDED).equals("0")) {
          return session;
        }
        session.close();
      } catch (VigieException e) {
        closeAfter(e, session);
        if (e.code() == ErrorCode.LOCK_TIMEOUT) {
          throw named(e, tools, lockTimeout);
        }
        if (attempt == ATTEMPTS || !GONE.matcher(e.getMessage()).find()) {
          throw e;
        }
      }
      if (attempt == ATTEMPTS) {
        throw new VigieException(
            ErrorCode.LOCK_TIMEOUT,
            "tables were made faster than they could be locked, %d times".formatted(ATTEMPTS));
      }
    }
  }

  /** The same failure, with the names of those who were waited for. */
  static VigieException named(VigieException failure, PgTools tools, Duration lockTimeout) {
    List<String> holders;
    try {
      holders =
          tools.psql().run(HOLDERS).lines().map(Psql::parse).map(TableGuard::sentence).toList();
    } catch (VigieException e) {
      failure.addSuppressed(e);
      return failure;
    }
    String who =
        holders.isEmpty() ? "who held one has let it go since" : String.join("; ", holders);
    return new VigieException(
        ErrorCode.LOCK_TIMEOUT,
        "a table of database \"%s\" could not be locked within %d ms: %s"
            .formatted(tools.database(), lockTimeout.toMillis(), who),
        failure);
  }

  private static String sentence(JsonNode holder) {
    String what =
        holder.get(6).booleanValue()
            ? "holds it"
            : "waits to hold it, behind " + holder.get(7).asText();
    return "%s.%s: process %d of user %s %s, its query of %s is %s"
        .formatted(
            holder.get(0).asText(),
            holder.get(1).asText(),
            holder.get(2).asInt(),
            holder.get(3).asText(),
            what,
            holder.get(5).asText(),
            holder.get(4).asText());
  }

  private static void closeAfter(RuntimeException cause, PgSession session) {
    try {
      session.close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
