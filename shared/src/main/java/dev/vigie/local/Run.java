package dev.vigie.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Starting a program, feeding it, and waiting for its end. */
final class Run {
  private Run() {}

  /**
   * A builder for the command with none of the caller's {@code PG*} variables, which would lead
   * PostgreSQL's programs elsewhere, and with messages in English, which tests and people read.
   */
  static ProcessBuilder builder(
      List<String> command, Map<String, String> environment, Path directory) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    builder.environment().putAll(environment);
    return builder;
  }

  /**
   * Runs the program to its end.
   *
   * @param input what it reads; closed here
   * @return what it printed, standard output and error together
   * @throws VigieException {@code CLIENT_FAILED} with its own words, {@code INTERRUPTED}
   */
  static String toEnd(ProcessBuilder builder, InputStream input) {
    String program = String.valueOf(Path.of(builder.command().getFirst()).getFileName());
    try (input) {
      Process process = builder.redirectErrorStream(true).start();
      try {
        return toEnd(program, process, input);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException | CompletionException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "cannot run " + program, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while " + program + " ran", e);
    }
  }

  private static String toEnd(String program, Process process, InputStream input)
      throws IOException, InterruptedException {
    CompletableFuture<String> output =
        CompletableFuture.supplyAsync(
            () -> readAll(process),
            Thread.ofPlatform().daemon().name("output of " + program)::start);
    Optional<IOException> unread = feed(process, input);
    int status = process.waitFor();
    if (status != 0) {
      throw new VigieException(
          ErrorCode.CLIENT_FAILED,
          "%s ended with status %d: %s".formatted(program, status, output.join().strip()));
    }
    if (unread.isPresent()) {
      throw unread.get();
    }
    return output.join();
  }

  /** A program that fails stops reading; its words then matter more than the broken pipe. */
  private static Optional<IOException> feed(Process process, InputStream input) {
    try (OutputStream stdin = process.getOutputStream()) {
      input.transferTo(stdin);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  private static String readAll(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
