package dev.vigie.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One {@code psql} for one script. SQL goes in by standard input, never as an argument; it stops at
 * the first error.
 *
 * @param tools which database
 */
public record Psql(PgTools tools) implements SqlRunner {
  /** No start-up file, no decoration, stop at the first error, errors with their SQLSTATE. */
  static final List<String> ARGUMENTS =
      List.of("-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1", "-f", "-");

  /**
   * What comes before every script. Databases and roles carry settings of their own, and their
   * owners choose them: a search path could put an owner's function in the place of PostgreSQL's
   * and have it run by a superuser (CVE-2018-1058), a time-out could end the session that holds a
   * snapshot. As pg_dump does, so this does away with them. The time-outs are taken from the
   * server's list, for later versions know more of them. And a commit is on the disk when it is
   * answered, whatever the server does otherwise: a swap that was told as done must survive a
   * crash.
   */
  static final String PREAMBLE =
      """
      SET search_path = '';
      SELECT pg_catalog.set_config(name, CASE name WHEN 'synchronous_commit' THEN 'on' ELSE '0' END, false)
      FROM pg_catalog.pg_settings
      WHERE name IN ('statement_timeout', 'lock_timeout', 'transaction_timeout',
                     'idle_in_transaction_session_timeout', 'idle_session_timeout')
        OR (name = 'synchronous_commit' AND setting = 'off') \\g /dev/null
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Runs the script.
   *
   * @return what it printed, unaligned and without headers or the last line's end; the blanks of a
   *     name stay
   * @throws VigieException with the code that psql's words tell
   */
  @Override
  public String run(String sql) {
    try (PgProcess psql = tools.start("psql", ARGUMENTS)) {
      Thread writer =
          Thread.ofPlatform().daemon().name("psql input").start(() -> feed(psql, PREAMBLE + sql));
      String printed = new String(psql.output().readAllBytes(), StandardCharsets.UTF_8);
      psql.awaitSuccess();
      writer.join();
      return printed.endsWith("\n") ? printed.substring(0, printed.length() - 1) : printed;
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "the output of psql could not be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while psql was running", e);
    }
  }

  /**
   * Starts a script whose rest is written by the caller, to the program's input.
   *
   * @param sql its beginning, less than a pipe holds
   * @return the program; the caller owns it
   */
  public PgProcess start(String sql) {
    PgProcess psql = tools.start("psql", ARGUMENTS);
    try {
      psql.input().write((PREAMBLE + sql).getBytes(StandardCharsets.UTF_8));
      psql.input().flush();
      return psql;
    } catch (IOException e) {
      try (psql) {
        psql.awaitSuccess(); // psql that ended early says why
      }
      throw new VigieException(ErrorCode.CLIENT_FAILED, "psql took no input", e);
    }
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "psql did not print JSON", e);
    }
  }

  /**
   * psql that ends early closes its input; its exit status then tells why, so this one does not.
   */
  @SuppressWarnings("EmptyCatch")
  private static void feed(PgProcess psql, String sql) {
    try (OutputStream input = psql.input()) {
      input.write(sql.getBytes(StandardCharsets.UTF_8));
    } catch (IOException endedEarly) {
      // awaitSuccess tells it with psql's own words.
    }
  }
}
