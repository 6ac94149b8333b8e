package dev.vigie.drill;

import dev.vigie.drill.DrillReport.CheckResult;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work.Check;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.SqlText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An application's own checks of its restored database. They are run by a role that may read
 * everything and change nothing, in transactions that are read only, each within a minute: what an
 * application asks is its own, and a superuser could start programs by it.
 *
 * @param drill names the role
 * @param database the restored one, as superuser
 */
record ApplicationChecks(OperationId drill, PgTools database) {
  private static final String TIMEOUT = "60s";

  /** A report is read by people. */
  private static final int MOST_CHARACTERS = 500;

  /**
   * Runs the checks, each whatever became of the one before.
   *
   * @throws VigieException if the role cannot be made
   */
  List<CheckResult> run(List<Check> checks) {
    if (checks.isEmpty()) {
      return List.of();
    }
    String role = "vigie_checks_" + drill.value().toLowerCase(Locale.ROOT).replace('-', '_');
    makeReader(role);
    PgTools reader = as(role);
    return checks.stream().map(check -> run(check, reader)).toList();
  }

  /** Without pg_read_all_data, which PostgreSQL 13 has not. Event triggers rest meanwhile. */
  private void makeReader(String role) {
    String name = SqlText.identifier(role);
    database
        .with("session_replication_role", "replica")
        .psql()
        .run(
            """
            CREATE ROLE %1$s LOGIN BYPASSRLS;
            GRANT CONNECT ON DATABASE %2$s TO %1$s;
            DO $do$
            DECLARE each regnamespace;
            BEGIN
              FOR each IN SELECT oid FROM pg_catalog.pg_namespace
                  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
                EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %%s TO %1$s', each);
                EXECUTE pg_catalog.format('GRANT SELECT ON ALL TABLES IN SCHEMA %%s TO %1$s', each);
                EXECUTE pg_catalog.format(
                    'GRANT SELECT ON ALL SEQUENCES IN SCHEMA %%s TO %1$s', each);
              END LOOP;
            END $do$;
            """
                .formatted(name, SqlText.identifier(database.database())));
  }

  private PgTools as(String role) {
    Map<String, String> environment = new TreeMap<>(database.connection().environment());
    environment.put("PGUSER", role);
    return new PgTools(database.prefix(), database.bin(), new ConnectionSettings(environment));
  }

  private static CheckResult run(Check check, PgTools reader) {
    String expected = check.expected().replaceFirst("\n+$", "");
    try {
      String actual = reader.psql().run(script(check));
      return new CheckResult(
          check.sql(), check.expected(), shortened(actual), actual.equals(expected));
    } catch (VigieException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        throw e;
      }
      return new CheckResult(check.sql(), check.expected(), shortened(e.getMessage()), false);
    }
  }

  /**
   * The statement reaches psql as a value, which it sends on as it is: nothing in it is a command
   * of psql's, that could start a program here ("psql", {@code \gexec}).
   */
  private static String script(Check check) {
    return """
        RESET search_path;
        SET statement_timeout = '%s';
        BEGIN TRANSACTION READ ONLY;
        SELECT %s \\gexec
        ROLLBACK;
        """
        .formatted(TIMEOUT, SqlText.literal(check.sql()));
  }

  private static String shortened(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
  }
}
