package dev.vigie.postgres;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * PostgreSQL's client programs for one database: where they are, how to start them there (a command
 * prefix leads into a container, an empty one stays here) and the environment that tells them whom
 * to reach. An immutable value, safe to share.
 *
 * @param prefix what stands before each command, for example {@code [docker, exec, -i, <id>]}
 * @param bin the directory of the programs; empty to leave it to the prefix's own {@code PATH}
 * @param connection whom to reach
 */
public record PgTools(List<String> prefix, Optional<Path> bin, ConnectionSettings connection) {
  /**
   * Messages in English, so that {@link PgFailure} can read them; text in UTF-8, times in UTC; and
   * the libpq application name that {@code pg_stat_activity} shows.
   */
  private static final Map<String, String> FIXED =
      Map.of("LC_ALL", "C.UTF-8", "PGCLIENTENCODING", "UTF8", "PGTZ", "UTC", "PGAPPNAME", "vigie");

  /**
   * Settings of a server, a database or a role that change how pg_dump writes the same value or
   * name, which pg_dump itself leaves as they are. A database is compared with its backup by what
   * pg_dump writes, and the two may be on different servers; so here they are the same everywhere.
   * Then two that would end the work.
   */
  private static final String OPTIONS =
      "-c bytea_output=hex -c lc_monetary=C -c quote_all_identifiers=off"
          + " -c standard_conforming_strings=on"
          + " -c default_transaction_read_only=off -c statement_timeout=0";

  /** The superuser of the official image. */
  static final String SUPERUSER = "postgres";

  /**
   * Programs that are told the database by their command line too: a service file's {@code dbname}
   * wins over {@code PGDATABASE} (conninfo_add_defaults in fe-connect.c), and would lead to another
   * database without a word.
   */
  private static final Set<String> BY_NAME = Set.of("psql", "pg_dump");

  /** The encoding in which Java hands arguments and variables to a process. */
  private static final Charset PLATFORM =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  /**
   * How long libpq waits for a server to answer, unless the user says otherwise: without a bound it
   * waits for ever for one whose port is open and which never speaks.
   */
  private static final String CONNECT_SECONDS = "30";

  /** Copies the prefix; refuses a password that would have to travel on a command line. */
  public PgTools {
    prefix = List.copyOf(prefix);
    if (!prefix.isEmpty() && connection.environment().containsKey("PGPASSWORD")) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "a password cannot be passed through a command prefix",
          "Inside the container use the local socket with peer or trust authentication.",
          null);
    }
  }

  /**
   * The tools that fit the server of this connection: the oldest ones on this machine that are not
   * older than it.
   *
   * @throws VigieException {@code CLIENT_MISSING}, {@code CLIENT_TOO_OLD}, or with the code that
   *     the failed connection tells
   */
  public static PgTools connect(ConnectionSettings connection, ClientPrograms programs) {
    Installation newest =
        programs.find().stream()
            .max(Comparator.comparingInt(Installation::major))
            .orElseGet(() -> programs.choose(ServerVersion.OLDEST_SUPPORTED));
    PgTools any = new PgTools(List.of(), Optional.of(newest.bin()), connection);
    int number = Integer.parseInt(any.psql().run("SHOW server_version_num"));
    Installation fitting = programs.choose(ServerVersion.ofNumber(number).major());
    return new PgTools(List.of(), Optional.of(fitting.bin()), connection);
  }

  /**
   * The client programs in a container of the official image, as its superuser, who needs no
   * password there.
   *
   * @param container its name or id
   */
  public static PgTools inContainer(String container) {
    return new PgTools(
        List.of("docker", "exec", "--interactive", container),
        Optional.empty(),
        new ConnectionSettings(Map.of("PGUSER", SUPERUSER)));
  }

  /** The same programs on another database of the same server. */
  public PgTools on(String database) {
    return new PgTools(prefix, bin, connection.withDatabase(database));
  }

  /** The same tools, whose sessions have this parameter of the server's set. */
  public PgTools with(String parameter, String value) {
    return new PgTools(prefix, bin, connection.withParameter(parameter, value));
  }

  /** The database that the tools reach; libpq's default where none is named. */
  public String database() {
    return connection
        .database()
        .or(() -> Optional.ofNullable(connection.environment().get("PGUSER")))
        .orElse("");
  }

  /**
   * The program, ready to be started.
   *
   * @param program {@code psql}, {@code pg_dump}, {@code pg_dumpall} or {@code pg_restore}
   * @param arguments as they are; never a secret
   * @throws VigieException {@code SETTING_INVALID} if a name cannot be told to a program in this
   *     process's locale
   */
  public ProcessBuilder command(String program, List<String> arguments) {
    Map<String, String> environment = new TreeMap<>(connection.environment());
    environment.putIfAbsent("PGCONNECT_TIMEOUT", CONNECT_SECONDS);
    environment.merge("PGOPTIONS", OPTIONS, (users, ours) -> users + " " + ours);
    environment.putAll(FIXED);
    List<String> command = new ArrayList<>(prefix);
    if (!prefix.isEmpty()) {
      command.add("env");
      environment.forEach((name, value) -> command.add(name + "=" + value));
    }
    command.add(bin.map(directory -> directory.resolve(program).toString()).orElse(program));
    if (BY_NAME.contains(program) && connection.database().isPresent()) {
      command.add("--dbname=" + databaseArgument());
    }
    command.addAll(arguments);
    command.forEach(PgTools::checkEncodable);
    environment.values().forEach(PgTools::checkEncodable);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().putAll(environment);
    keepServiceFiles(builder);
    return builder;
  }

  /** Starts the program; the caller owns the process. */
  public PgProcess start(String program, List<String> arguments) {
    return PgProcess.start(program, command(program, arguments), this);
  }

  /** A one-shot {@code psql} on this database. */
  public Psql psql() {
    return new Psql(this);
  }

  /** {@code -d} for programs that want the database as an argument: a conninfo without secrets. */
  public String databaseArgument() {
    return "dbname=" + SqlText.connectionValue(database());
  }

  /**
   * Java replaces what the locale's encoding lacks by {@code ?}: in the locale C, in which agents
   * and cron start their programs, the database {@code käse} would quietly become {@code k?se}. The
   * message does not repeat the value, for it may be the password.
   */
  private static void checkEncodable(String value) {
    if (!PLATFORM.newEncoder().canEncode(value)) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "a name or password cannot be told to PostgreSQL's programs in the encoding " + PLATFORM,
          "Start vigie with LC_ALL=C.UTF-8 in its environment.",
          null);
    }
  }

  private static void keepServiceFiles(ProcessBuilder builder) {
    for (String name : List.of("PGPASSFILE", "PGSERVICEFILE", "PGSYSCONFDIR")) {
      String value = System.getenv(name);
      if (value != null) {
        builder.environment().putIfAbsent(name, value);
      }
    }
  }
}
