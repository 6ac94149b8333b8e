package dev.vigie.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts a server again that was killed, as a machine's boot does. */
public final class ServerRestart {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LOOK_EVERY_MILLIS = 20;

  private ServerRestart() {}

  /**
   * Starts it on its own data and port, unless it runs, and returns when it accepts connections.
   * What is left of the one before, a process that has not ended yet, is waited for.
   *
   * @throws AssertionError if it does not start within a minute
   */
  public static void of(ThrowawayPostgres server) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!answers(server)) {
        if (System.nanoTime() > end) {
          throw new AssertionError("the server does not start: " + server.log());
        }
        Process started = start(server);
        while (started.isAlive() && !answers(server) && System.nanoTime() < end) {
          started.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static Process start(ThrowawayPostgres server) throws IOException {
    Path home = server.socketDirectory();
    List<String> command =
        List.of(
            server.installation().program("postgres").toString(),
            "-D",
            home.resolve("data").toString());
    // The directory is the server's own user's; the one around it is who may start it.
    ServerUser user = ServerUser.forOwnerOf(home.resolveSibling(""));
    Process started =
        Run.builder(Watchdog.apart(user.prefixed(command)), Map.of(), home)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(home.resolve("log").toFile()))
            .start();
    started.getOutputStream().close();
    return started;
  }

  /** Whether it takes a connection; one that recovers refuses it. */
  private static boolean answers(ThrowawayPostgres server)
      throws IOException, InterruptedException {
    if (!Files.exists(server.socketDirectory().resolve("data/postmaster.pid"))) {
      return false;
    }
    List<String> command =
        List.of(server.installation().program("psql").toString(), "-XqAtc", "SELECT 1");
    Process asked =
        Run.builder(command, server.environment(), Path.of("/"))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    asked.getOutputStream().close();
    return asked.waitFor() == 0;
  }
}
