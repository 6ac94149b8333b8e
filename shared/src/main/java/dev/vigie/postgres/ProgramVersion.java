package dev.vigie.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks a program of PostgreSQL for its version. */
final class ProgramVersion {
  // It takes 3 ms; a machine under load, or a network file system, may need longer.
  private static final int LIMIT_SECONDS = 10;

  private ProgramVersion() {}

  /**
   * What {@code program --version} says, or empty if it cannot be started, fails, or takes longer
   * than ten seconds.
   */
  static Optional<ServerVersion> ask(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return process.exitValue() == 0 ? ServerVersion.ofProgram(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while asking " + program, e);
    }
  }
}
