package dev.vigie.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * One session that stays open: a {@code psql} that is spoken to by its standard input. What belongs
 * to the session (a transaction, an exported snapshot, an advisory lock) lives as long as this
 * value and ends with it, however it ends. Not thread-safe.
 */
public final class PgSession implements AutoCloseable {
  private final PgProcess psql;
  private final BufferedReader output;
  private final OutputStream input;

  private PgSession(PgProcess psql) {
    this.psql = psql;
    this.output = new BufferedReader(new InputStreamReader(psql.output(), StandardCharsets.UTF_8));
    this.input = psql.input();
  }

  /**
   * Connects.
   *
   * @throws VigieException with the code that psql's words tell
   */
  public static PgSession open(PgTools tools) {
    PgSession session = new PgSession(tools.start("psql", Psql.ARGUMENTS));
    try {
      session.run(Psql.PREAMBLE);
      return session;
    } catch (RuntimeException e) {
      session.psql.close();
      throw e;
    }
  }

  /**
   * Runs one statement or several and waits for them.
   *
   * @return what they printed, unaligned and without headers
   * @throws VigieException with the code that psql's words tell; the session is then at its end
   */
  public String run(String sql) {
    String end = "end-" + UUID.randomUUID();
    try {
      input.write((sql + "\n;\n\\echo " + end + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
      StringJoiner printed = new StringJoiner("\n");
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.equals(end)) {
          return printed.toString();
        }
        printed.add(line);
      }
    } catch (IOException e) {
      throw endedEarly(e);
    }
    throw endedEarly(null);
  }

  /**
   * Begins a {@code COPY … TO STDOUT} and does not wait for it. What it writes comes from {@link
   * #copied}, and behind it the line {@code \.}, which psql writes only if the copy was done whole.
   * Whoever has read that line may use the session again.
   *
   * @throws VigieException with the code that psql's words tell
   */
  public void copy(String sql) {
    try {
      input.write((sql + "\n;\n\\echo '\\\\.'\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      throw endedEarly(e);
    }
  }

  /** The bytes of what {@link #copy} began; not closed by the reader. */
  public InputStream copied() {
    return psql.output();
  }

  /**
   * Why the session is at its end.
   *
   * @return with the code that psql's words tell
   */
  public VigieException ended() {
    try {
      return endedEarly(null);
    } catch (VigieException e) {
      return e;
    }
  }

  /** Ends psql now, without asking, from any thread. */
  public void kill() {
    psql.kill();
  }

  /** Runs a query whose one value is JSON. */
  public JsonNode json(String sql) {
    return Psql.parse(run(sql));
  }

  /** Ends the session and does not ask how; to be closed no more. */
  public void abandon() {
    psql.kill();
    psql.close();
  }

  /** Ends the session; an open transaction is rolled back. */
  @Override
  public void close() {
    try (psql) {
      input.close();
      psql.awaitSuccess();
    } catch (IOException e) {
      throw endedEarly(e);
    }
  }

  private VigieException endedEarly(@org.jspecify.annotations.Nullable IOException cause) {
    psql.awaitSuccess();
    return new VigieException(ErrorCode.CLIENT_FAILED, "psql ended before it was asked to", cause);
  }
}
