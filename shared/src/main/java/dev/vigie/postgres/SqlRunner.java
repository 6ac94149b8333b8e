package dev.vigie.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.VigieException;

/** Runs SQL on a database by {@code psql}: each script in a session of its own, or all in one. */
public sealed interface SqlRunner permits Psql, PgSession {
  /**
   * Runs one statement or several and waits for them.
   *
   * @return what they printed, unaligned, without headers and the last line's end
   * @throws VigieException with the code that psql's words tell
   */
  String run(String sql);

  /**
   * Runs a query whose one value is JSON.
   *
   * @param sql for example {@code SELECT json_build_object(…)}
   */
  default JsonNode json(String sql) {
    return Psql.parse(run(sql));
  }

  /** Whether the cluster has a database of this name. */
  default boolean databaseExists(String name) {
    return run("SELECT count(*) FROM pg_database WHERE datname = " + SqlText.literal(name))
        .equals("1");
  }
}
