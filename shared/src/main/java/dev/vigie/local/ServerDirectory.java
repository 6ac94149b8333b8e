package dev.vigie.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The directory of a throw-away server: data, log and socket; and the two processes that live in
 * it, the server and its {@link Watchdog}, which removes it.
 */
final class ServerDirectory implements AutoCloseable {
  // A socket's path may have 107 bytes on Linux and 103 on macOS (sun_path of <sys/un.h>).
  private static final int LONGEST_SOCKET = 103;
  private static final int LONGEST_SOCKET_NAME = "/.s.PGSQL.65535".length();

  private static final int LOG_TAIL = 64 * 1024;
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int LOOK_EVERY_MILLIS = 20;

  // Lines of postmaster.pid, counted from 0: PostgreSQL's src/include/utils/pidfile.h.
  private static final int PID_LINE = 0;
  private static final int STATUS_LINE = 7;

  private final Installation installation;
  private final Path home;
  private final ServerUser user;
  private final Watchdog watchdog;

  private ServerDirectory(
      Installation installation, Path home, ServerUser user, Watchdog watchdog) {
    this.installation = installation;
    this.home = home;
    this.user = user;
    this.watchdog = watchdog;
  }

  /** Makes an empty one in {@code java.io.tmpdir}, watched from its first moment. */
  static ServerDirectory create(Installation installation) {
    try {
      Watchdog watchdog = Watchdog.overNew("vigie-pg-");
      Path home = watchdog.home();
      try {
        if (home.toString().getBytes(UTF_8).length + LONGEST_SOCKET_NAME > LONGEST_SOCKET) {
          throw new VigieException(
              ErrorCode.SETTING_INVALID,
              "java.io.tmpdir is too long for a socket's path, %d bytes: %s"
                  .formatted(LONGEST_SOCKET, home.resolveSibling("")));
        }
        ServerUser user = ServerUser.forOwnerOf(home);
        user.own(home);
        return new ServerDirectory(installation, home, user, watchdog);
      } catch (IOException | RuntimeException e) {
        watchdog.close();
        throw e;
      }
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.INTERNAL, "cannot make a directory for a server: " + e.getMessage(), e);
    }
  }

  Path home() {
    return home;
  }

  /** Runs {@code initdb}: UTF-8, the C locale (every machine has it), SCRAM passwords for TCP. */
  void initialise(String superuser, String password) {
    try {
      Path secret = Files.createTempFile(home, "password", "");
      Files.writeString(secret, password);
      user.own(secret);
      run(
          "initdb",
          "--pgdata=" + data(),
          "--username=" + superuser,
          "--pwfile=" + secret,
          "--auth-local=trust",
          "--auth-host=scram-sha-256",
          "--encoding=UTF8",
          "--no-locale",
          "--no-sync");
      Files.delete(secret);
    } catch (IOException e) {
      throw new VigieException(ErrorCode.INTERNAL, "cannot prepare " + home, e);
    }
  }

  /** Starts the server and returns when it accepts connections, or throws what it logged. */
  void start(int port, ServerSettings settings) {
    ServerSettings all =
        new ServerSettings(
                Map.of(
                    "listen_addresses", "127.0.0.1",
                    "port", String.valueOf(port),
                    "unix_socket_directories", home.toString()))
            .with(settings.values());
    try {
      Files.writeString(data().resolve("postgresql.conf"), "\n" + all.asFile(), APPEND);
      Process server =
          Run.builder(
                  Watchdog.apart(
                      user.prefixed(
                          List.of(
                              installation.program("postgres").toString(),
                              "-D",
                              data().toString()))),
                  Map.of(),
                  home)
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("log").toFile())
              .start();
      server.getOutputStream().close();
      awaitReady(server);
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "cannot start the server", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while a server started", e);
    }
  }

  private void awaitReady(Process server) throws InterruptedException {
    long limit = System.nanoTime() + START_LIMIT.toNanos();
    while (!pidFileLine(STATUS_LINE).strip().equals("ready")) {
      if (server.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new VigieException(
            ErrorCode.CLIENT_FAILED, "the server did not start: " + log().strip());
      }
      if (System.nanoTime() > limit) {
        throw new VigieException(
            ErrorCode.CLIENT_FAILED,
            "the server was not ready after " + START_LIMIT.toSeconds() + " s: " + log().strip());
      }
    }
  }

  long pid() {
    return Long.parseLong(pidFileLine(PID_LINE).strip());
  }

  String log() {
    try (RandomAccessFile file = new RandomAccessFile(home.resolve("log").toFile(), "r")) {
      file.seek(Math.max(0, file.length() - LOG_TAIL));
      byte[] tail = new byte[(int) (file.length() - file.getFilePointer())];
      file.readFully(tail);
      return new String(tail, UTF_8);
    } catch (IOException e) {
      throw new VigieException(ErrorCode.INTERNAL, "cannot read the log in " + home, e);
    }
  }

  void keep() {
    watchdog.keep();
  }

  @Override
  public void close() {
    watchdog.close();
  }

  private void run(String program, String... arguments) {
    List<String> command =
        Stream.concat(Stream.of(installation.program(program).toString()), Stream.of(arguments))
            .toList();
    Run.toEnd(
        Run.builder(Watchdog.apart(user.prefixed(command)), Map.of(), home),
        InputStream.nullInputStream());
  }

  private Path data() {
    return home.resolve("data");
  }

  /** The line, or nothing if the server has not written it yet. */
  private String pidFileLine(int number) {
    try {
      List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
      return lines.size() > number ? lines.get(number) : "";
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new VigieException(ErrorCode.INTERNAL, "cannot read postmaster.pid in " + home, e);
    }
  }
}
