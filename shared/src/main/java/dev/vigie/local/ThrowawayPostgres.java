package dev.vigie.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.ClientPrograms;
import dev.vigie.postgres.Installation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Map;

/**
 * A PostgreSQL server of one's own, made from this machine's programs in a temporary directory, and
 * gone without a trace afterwards. It answers on a loopback TCP port with a random password, and on
 * a unix socket in a directory that only its owner may enter, without one.
 *
 * <p>It ends with {@link #close}, with this program, and also when this program is killed: a small
 * shell process holds a pipe from it and ends the server when the pipe breaks. It is ready about
 * one second after {@link #start}; nearly all of that is {@code initdb}. Its data may be lost at a
 * crash of the machine ({@code fsync} is off). Thread-safe.
 */
public final class ThrowawayPostgres implements AutoCloseable {
  /** The superuser's name. */
  public static final String USER = "postgres";

  private static final String HOST = "127.0.0.1";
  // Another program may take a free port between our looking and the server's binding it.
  private static final int ATTEMPTS = 3;

  private final Installation installation;
  private final ServerDirectory directory;
  private final int port;
  private final String password;

  private ThrowawayPostgres(
      Installation installation, ServerDirectory directory, int port, String password) {
    this.installation = installation;
    this.directory = directory;
    this.port = port;
    this.password = password;
  }

  /**
   * Makes and starts a server of the newest version on this machine.
   *
   * @throws VigieException {@code CLIENT_MISSING} if there are no server programs, or as {@link
   *     #start(Installation, Map)}
   */
  public static ThrowawayPostgres start() {
    return start(ClientPrograms.ofThisMachine().chooseServer(), Map.of());
  }

  /**
   * Makes and starts a server, and returns when it accepts connections.
   *
   * @param installation whose programs; must have the server's
   * @param settings of {@code postgresql.conf}, which win over the built-in ones
   * @throws VigieException {@code CLIENT_FAILED} with the program's own words if it does not start,
   *     {@code SETTING_INVALID} for a setting that cannot be one or a temporary directory with too
   *     long a path for a socket, {@code INTERRUPTED}
   */
  public static ThrowawayPostgres start(Installation installation, Map<String, String> settings) {
    String password = Passwords.random();
    ServerSettings wanted = ServerSettings.forThrowingAway().with(settings);
    ServerDirectory directory = ServerDirectory.create(installation);
    try {
      directory.initialise(USER, password);
      int port = startOnFreePort(directory, wanted);
      return new ThrowawayPostgres(installation, directory, port, password);
    } catch (RuntimeException e) {
      try {
        directory.close();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** The programs that it runs and that fit it. */
  public Installation installation() {
    return installation;
  }

  /** The loopback address that it listens on. */
  public String host() {
    return HOST;
  }

  /** Its port, for TCP and in the socket's name. */
  public int port() {
    return port;
  }

  /** The directory of its unix socket, for use as a host name. */
  public Path socketDirectory() {
    return directory.home();
  }

  /** The superuser's name. */
  public String user() {
    return USER;
  }

  /** The superuser's password for TCP: 32 hexadecimal digits. */
  public String password() {
    return password;
  }

  /** The server's process, to be signalled by people who kept it. */
  public long pid() {
    return directory.pid();
  }

  /**
   * A libpq URI of the database, with the password in it: to be given to a person or in an
   * environment, never in a command.
   */
  public String uri(String database) {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            USER, password, HOST, port, URLEncoder.encode(database, UTF_8).replace("+", "%20"));
  }

  /** The variables that lead libpq's programs to it: host, port, user and password. */
  public Map<String, String> environment() {
    return Map.of(
        "PGHOST", HOST,
        "PGPORT", String.valueOf(port),
        "PGUSER", USER,
        "PGPASSWORD", password);
  }

  /** The last 64 KiB of what the server logged. */
  public String log() {
    return directory.log();
  }

  /**
   * Lets it outlive this program; {@link #close} does nothing afterwards. Who keeps it ends it by
   * {@code kill -INT} of {@link #pid} and removes {@link #socketDirectory}.
   */
  public void keep() {
    directory.keep();
  }

  /**
   * Ends the server (fast; immediately if that takes longer than 10 s) and removes its directory.
   * Does nothing the second time.
   *
   * @throws VigieException {@code INTERNAL} if something was left behind; the message names it
   */
  @Override
  public void close() {
    directory.close();
  }

  /** Names the server, without its password. */
  @Override
  public String toString() {
    return "PostgreSQL " + installation.major() + " on " + HOST + ":" + port;
  }

  private static int startOnFreePort(ServerDirectory directory, ServerSettings wanted) {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      try {
        directory.start(port, wanted);
        return port;
      } catch (VigieException e) {
        if (attempt == ATTEMPTS || !e.getMessage().contains("could not bind")) {
          throw e;
        }
      }
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new VigieException(ErrorCode.INTERNAL, "no free port on " + HOST, e);
    }
  }
}
