package dev.vigie.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One throw-away server for all tests of a JVM, started by the first that asks and ended with the
 * JVM; and a fresh database for each test. Thread-safe.
 */
public final class PostgresFixture {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private PostgresFixture() {}

  private static final class Shared {
    // Initialised by the first use of the class, once, whatever the number of threads.
    private static final ThrowawayPostgres SERVER = ThrowawayPostgres.start();
  }

  private static final class Sample {
    private static final String TEMPLATE = load();

    private static String load() {
      String name = "sample template";
      SampleDatabase.on(server(), name).create();
      return name;
    }
  }

  /** The shared server. Nobody closes it: it ends with the JVM. */
  public static ThrowawayPostgres server() {
    return Shared.SERVER;
  }

  /** Makes an empty database of a name that no other test has, and returns the name. */
  public static String createDatabase() {
    return createDatabase("test_" + COUNT.incrementAndGet());
  }

  /** Makes an empty database of this very name, whatever is in it, and returns the name. */
  public static String createDatabase(String name) {
    sql("postgres", "CREATE DATABASE " + identifier(name) + " TEMPLATE template0");
    return name;
  }

  /**
   * Makes a database of a fresh name with the {@link SampleDatabase} in it, as a copy of one that
   * is loaded once: quicker, but without what belongs to the database itself (its comment,
   * privileges and settings). Large objects are in it.
   */
  public static String createSample() {
    String name = "sample_" + COUNT.incrementAndGet();
    sql(
        "postgres",
        "CREATE DATABASE " + identifier(name) + " TEMPLATE " + identifier(Sample.TEMPLATE));
    return name;
  }

  /**
   * Runs SQL as superuser; returns the rows, fields separated by {@code |}, without the last LF.
   */
  public static String sql(String database, String sql) {
    return sql(server(), database, sql);
  }

  /** As {@link #sql(String, String)}, on another server. */
  public static String sql(ThrowawayPostgres server, String database, String sql) {
    String output =
        run(server, sql, "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", conninfo(database));
    return output.endsWith("\n") ? output.substring(0, output.length() - 1) : output;
  }

  /**
   * Runs one of the server's own client programs as superuser.
   *
   * @param input for its standard input
   * @return what it printed, standard output and error together
   */
  public static String run(
      ThrowawayPostgres server, String input, String program, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(server.installation().program(program).toString()));
    command.addAll(List.of(arguments));
    return Run.toEnd(
        Run.builder(command, server.environment(), Path.of("/")),
        new ByteArrayInputStream(input.getBytes(UTF_8)));
  }

  /**
   * A connection string that names only the database: a name that has {@code =} or begins as a URI
   * would itself be taken for one where libpq's programs take a database's name.
   */
  public static String conninfo(String database) {
    return "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** The name as a quoted SQL identifier. */
  public static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
