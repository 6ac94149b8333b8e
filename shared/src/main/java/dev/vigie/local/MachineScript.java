package dev.vigie.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.config.NodeFactsScript;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the script by which a machine says how it is, here. */
public final class MachineScript {
  /** A machine on which no part hangs takes a second. */
  private static final Duration LIMIT = Duration.ofSeconds(6);

  private static final int MOST_BYTES = 1024 * 1024;

  private MachineScript() {}

  /**
   * What it prints.
   *
   * @throws VigieException {@code NODE_UNAVAILABLE} if it does not end in time
   */
  public static String run() {
    try {
      Process shell =
          new ProcessBuilder("/bin/sh").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try {
        FutureTask<String> said =
            new FutureTask<>(
                () -> new String(shell.getInputStream().readNBytes(MOST_BYTES), UTF_8));
        Thread.ofPlatform().daemon().name("facts of the machine").start(said);
        try (OutputStream input = shell.getOutputStream()) {
          input.write(NodeFactsScript.text().getBytes(UTF_8));
        }
        return said.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new VigieException(
          ErrorCode.NODE_UNAVAILABLE, "the machine does not say how it is: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while asking the machine", e);
    }
  }
}
