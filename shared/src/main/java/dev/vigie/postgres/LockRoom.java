package dev.vigie.postgres;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How many times over a server's lock table has room for a lock on each of a database's tables.
 * Whoever needs more of it than it has gets "out of shared memory", and so may anybody else.
 *
 * <p>The table is made for {@code max_locks_per_transaction} objects for each connection and each
 * prepared transaction, and for two holders of each ("Lock Management" 20.12 of the manual; {@code
 * InitLocks} in lock.c). PostgreSQL gives it some slack beyond, which is left to the others.
 *
 * @param slots objects that it is made for
 * @param relations tables and sequences of the database, each of which pg_dump locks: tables before
 *     it reads, sequences when it reads their values; it holds them all to its end
 */
public record LockRoom(long slots, long relations) {
  /** Holders of one object that the server reckons with. */
  private static final long HOLDERS = 2;

  /** The guard of the tables, the dump of the definitions and the one of the rows. */
  private static final long ALL = 3;

  private static final String QUERY =
      """
      SELECT json_build_array(
        current_setting('max_locks_per_transaction')::bigint
          * (current_setting('max_connections')::bigint
            + current_setting('max_prepared_transactions')::bigint),
        (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'S') AND n.nspname !~ '^pg_'
           AND n.nspname <> 'information_schema'))
      """;

  /** Asks the server. */
  public static LockRoom of(PgTools tools) {
    return of(tools.psql().json(QUERY));
  }

  static LockRoom of(PgSession session) {
    return of(session.json(QUERY));
  }

  private static LockRoom of(JsonNode json) {
    return new LockRoom(json.get(0).longValue(), json.get(1).longValue());
  }

  /**
   * Whether a session may hold every table for as long as two dumps do so too. Otherwise what is
   * truncated or rewritten meanwhile is not prevented, but found: {@link Rewrites}.
   */
  public boolean holdsGuard() {
    return holds(ALL);
  }

  /** Whether two dumps may run side by side. */
  public boolean holdsTwoDumps() {
    return holds(ALL - 1);
  }

  private boolean holds(long sets) {
    return relations <= slots && sets * relations <= HOLDERS * slots;
  }
}
