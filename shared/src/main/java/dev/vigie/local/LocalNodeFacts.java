package dev.vigie.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.SeenMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * This machine, asked as a node is: by {@code vigie node probe}, as a process. Thread-safe.
 *
 * @param launcher the {@code vigie} program
 */
public record LocalNodeFacts(Path launcher) {
  /** This machine. */
  public static final SeenMachine MACHINE =
      new SeenMachine(LocalNodeCommands.NODE, "i-00000000", true, Optional.empty());

  /** More than a machine's answer ever has. */
  private static final int MOST_BYTES = 256 * 1024;

  /**
   * What it says of itself.
   *
   * @param machine this one
   * @throws VigieException {@code NODE_UNAVAILABLE} if the program does not answer in that time
   */
  public String ask(SeenMachine machine, Duration limit) {
    try {
      Process process =
          new ProcessBuilder(launcher.toString(), "node", "probe")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          throw unavailable("did not answer in " + limit.toSeconds() + " s");
        }
        String said = new String(process.getInputStream().readNBytes(MOST_BYTES), UTF_8);
        if (process.exitValue() != 0) {
          throw unavailable("ended with status " + process.exitValue());
        }
        return said;
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new VigieException(ErrorCode.NODE_UNAVAILABLE, launcher + " cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while asking this machine", e);
    }
  }

  private VigieException unavailable(String what) {
    return new VigieException(ErrorCode.NODE_UNAVAILABLE, launcher + " node probe " + what);
  }
}
