package dev.vigie.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgTools;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A database to show and to test backups with: about 230,000 rows, 65 MB, the same on every run.
 * {@code sample.sql} is a NocoDB with two bases and a corner for everything that a backup can get
 * wrong; {@code damage.sql} is a disaster in it. Loading makes five roles in the cluster, {@code
 * demo_…}, where they are missing. Immutable; two calls on one database must not overlap.
 *
 * @param psql the command that starts {@code psql}, with its prefix if it has one
 * @param environment how it reaches the server as superuser: {@code PGHOST} and the like
 * @param name the database's name, any
 */
public record SampleDatabase(List<String> psql, Map<String, String> environment, String name) {

  /** Keeps its own copies; refuses an empty command or name with {@code REQUEST_INVALID}. */
  public SampleDatabase {
    if (psql.isEmpty() || name.isEmpty()) {
      throw new VigieException(ErrorCode.REQUEST_INVALID, "psql's command and a name are needed");
    }
    psql = List.copyOf(psql);
    environment = Map.copyOf(environment);
  }

  /** The database of this name on the server that the tools reach as superuser. */
  public static SampleDatabase by(PgTools tools, String name) {
    List<String> psql = tools.command("psql", List.of()).command();
    return new SampleDatabase(psql, tools.connection().environment(), name);
  }

  /** The database of this name on a throw-away server. */
  public static SampleDatabase on(ThrowawayPostgres server, String name) {
    return new SampleDatabase(
        List.of(server.installation().program("psql").toString()), server.environment(), name);
  }

  /**
   * Makes the database, in UTF-8, and fills it; takes one to three seconds. If it fails while
   * filling, the database stays, empty.
   *
   * @throws VigieException {@code CLIENT_FAILED} with psql's words, as when it exists already
   */
  public void create() {
    String quoted = '"' + name.replace("\"", "\"\"") + '"';
    String sql = "CREATE DATABASE " + quoted + " TEMPLATE template0 ENCODING 'UTF8'";
    run("postgres", new ByteArrayInputStream(sql.getBytes(UTF_8)));
    load();
  }

  /**
   * Fills the database, which must be there and empty, in one transaction.
   *
   * @throws VigieException {@code CLIENT_FAILED} with psql's words
   */
  public void load() {
    run(name, script("sample.sql"), "--single-transaction");
  }

  /**
   * Damages the filled database, in one transaction: two tables dropped, one emptied, half of one
   * deleted, a column overwritten, a sequence set back, a large object and a policy removed.
   *
   * @throws VigieException {@code CLIENT_FAILED} with psql's words
   */
  public void damage() {
    run(name, script("damage.sql"), "--single-transaction");
  }

  private void run(String database, InputStream sql, String... options) {
    List<String> command = new ArrayList<>(psql);
    // A connection string, because a bare name with "=" in it would be taken for one.
    String target = "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
    command.addAll(List.of("-Xq", "-v", "ON_ERROR_STOP=1", "-f", "-", "-d", target));
    command.addAll(List.of(options));
    Run.toEnd(Run.builder(command, environment, Path.of("/")), sql);
  }

  private static InputStream script(String script) {
    try (InputStream stream = SampleDatabase.class.getResourceAsStream(script)) {
      return new ByteArrayInputStream(Objects.requireNonNull(stream).readAllBytes());
    } catch (IOException e) {
      throw new VigieException(ErrorCode.INTERNAL, "cannot read " + script, e);
    }
  }
}
