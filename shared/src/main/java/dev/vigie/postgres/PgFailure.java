package dev.vigie.postgres;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads what a client program said before it failed, and gives the failure its code. The messages
 * are libpq's and the server's English ones; a server that speaks another language still gets
 * {@code CLIENT_FAILED} with its words, never a wrong code.
 */
final class PgFailure {
  private record Rule(ErrorCode code, Pattern words) {}

  private static final List<Rule> RULES =
      List.of(
          rule(ErrorCode.CLIENT_TOO_OLD, "aborting because of server version mismatch"),
          rule(
              ErrorCode.DATABASE_LOGIN_REFUSED,
              "password authentication failed|no password supplied|no pg_hba\\.conf entry"
                  + "|Peer authentication failed|FATAL:  role \"[\\s\\S]*\" does not exist"
                  + "|is not permitted to log in|fe_sendauth"),
          rule(ErrorCode.DATABASE_UNKNOWN, "FATAL:  database \"[\\s\\S]*\" does not exist"),
          rule(
              ErrorCode.DATABASE_UNAVAILABLE,
              "Connection refused|could not translate host name|No such file or directory\\s+Is the"
                  + " server running|timeout expired|server closed the connection unexpectedly"
                  + "|the database system is (?:starting up|shutting down|in recovery)"
                  + "|terminating connection|Connection timed out|No route to host"
                  + "|too many clients|remaining connection slots"),
          rule(ErrorCode.LOCK_TIMEOUT, "canceling statement due to lock timeout"),
          rule(
              ErrorCode.DATABASE_PERMISSION,
              "permission denied|must be (?:superuser|owner|member)"
                  + "|would be affected by row-level security policy"),
          // The last: libpq puts these words before every reason for which a connection failed.
          rule(ErrorCode.DATABASE_UNAVAILABLE, "connection to server .* failed"));

  /** How much of a program's words a message takes, in characters; the end says the most. */
  private static final int TOLD = 4_000;

  /** The statement that pg_restore failed on, up to its next message. */
  private static final Pattern STATEMENT =
      Pattern.compile("(Command was:|QUERY:)[\\s\\S]*?(?=\\npg_restore: |\\n[A-Z]+: |\\z)");

  /** The line that psql points at, and the server's words on a row. */
  private static final Pattern CONTENTS =
      Pattern.compile("(LINE \\d+:|DETAIL:  Failing row contains|CONTEXT:  COPY .*?, line \\d+).*");

  private PgFailure() {}

  /**
   * The failure of a program.
   *
   * @param what the program and what it was doing
   * @param words the tail of its standard error; what it quotes of the database is left out
   */
  static VigieException of(String what, PgTools tools, int status, String words) {
    ErrorCode code =
        RULES.stream()
            .filter(rule -> rule.words().matcher(words).find())
            .map(Rule::code)
            .findFirst()
            .orElse(ErrorCode.CLIENT_FAILED);
    String said = words.isBlank() ? "it said nothing" : withoutContents(words);
    return new VigieException(
        code,
        "%s on %s failed with exit status %d: %s"
            .formatted(what, tools.connection().server(), status, said));
  }

  /**
   * The words without what they quote of the database: the statement that failed, which of a user
   * mapping, a subscription or a role holds a password, and the row. The message goes into the
   * bucket, into logs and into alerts.
   */
  private static String withoutContents(String words) {
    String left = STATEMENT.matcher(words).replaceAll("$1 …");
    left = CONTENTS.matcher(left).replaceAll("$1 …").strip();
    return left.substring(Math.max(0, left.length() - TOLD));
  }

  private static Rule rule(ErrorCode code, String words) {
    return new Rule(code, Pattern.compile(words));
  }
}
