package dev.vigie.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A shell process that ends the server in a directory, and removes the directory, when it is told
 * to or when this program ends. {@code watchdog.sh} says how it knows.
 */
final class Watchdog implements AutoCloseable {
  // watchdog.sh gives the server 20 s; the rest is for removing the files.
  private static final int LIMIT_SECONDS = 40;

  private static final int NAME_DIGITS = 16;

  private final Path home;
  private final Process process;
  private final Thread atExit = new Thread(this::stop, "end-server");
  private boolean done;

  private Watchdog(Path home, Process process) {
    this.home = home;
    this.process = process;
  }

  /**
   * Has a directory made in {@code java.io.tmpdir}, for its owner alone. The shell process makes
   * it, when no signal can end that process any more: so there is no moment in which this program's
   * end would leave the directory.
   *
   * @param prefix how its name begins
   * @throws VigieException {@code INTERRUPTED} if this program is ending already
   */
  static Watchdog overNew(String prefix) throws IOException {
    Path home =
        Path.of(System.getProperty("java.io.tmpdir"))
            .toRealPath()
            .resolve(prefix + Passwords.random().substring(0, NAME_DIGITS));
    List<String> command = apart(List.of("/bin/sh", "-c", script(), "watchdog", home.toString()));
    Process process =
        Run.builder(command, Map.of(), Path.of("/"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream answer = process.getInputStream()) {
      if (answer.read() < 0) {
        throw new IOException("cannot make " + home);
      }
    }
    Watchdog watchdog = new Watchdog(home, process);
    try {
      Runtime.getRuntime().addShutdownHook(watchdog.atExit);
    } catch (IllegalStateException e) {
      watchdog.stop();
      throw new VigieException(ErrorCode.INTERRUPTED, "ended while a server was to start", e);
    }
    return watchdog;
  }

  Path home() {
    return home;
  }

  /**
   * The command in a session of its own, where the system has {@code setsid} (Linux has, macOS has
   * not): Ctrl-C at a terminal then reaches this program alone, which ends the server in order.
   */
  static List<String> apart(List<String> command) {
    if (ServerUser.onPath("setsid").isEmpty()) {
      return command;
    }
    List<String> apart = new ArrayList<>(List.of("setsid"));
    apart.addAll(command);
    return apart;
  }

  /** Leaves the server and the directory, for good. */
  synchronized void keep() {
    if (!done) {
      done = true;
      order("keep");
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The hooks are running already; this one then finds nothing to do.
      return;
    }
  }

  private synchronized void stop() {
    if (!done) {
      done = true;
      order("stop");
      if (Files.exists(home)) {
        throw new VigieException(ErrorCode.INTERNAL, "a server was left behind in " + home);
      }
    }
  }

  private void order(String word) {
    try (var stdin = process.getOutputStream()) {
      stdin.write((word + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.INTERNAL, "the process that watches over " + home + " is gone", e);
    }
    if (!endedInTime()) {
      throw new VigieException(
          ErrorCode.INTERNAL,
          "the server in %s did not end within %d s".formatted(home, LIMIT_SECONDS));
    }
  }

  /** Waits through an interrupt, which often is why a server is closed, and keeps it for later. */
  private boolean endedInTime() {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor(limit - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String script() throws IOException {
    try (InputStream script = Watchdog.class.getResourceAsStream("watchdog.sh")) {
      return new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
    }
  }
}
