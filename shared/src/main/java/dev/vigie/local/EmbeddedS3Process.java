package dev.vigie.local;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The embedded S3's process, from its start until it has ended. Thread-safe. */
final class EmbeddedS3Process implements AutoCloseable {
  /** Whether the server may stay when this JVM has ended. */
  enum Life {
    WITH_PARENT,
    OUTLIVES_PARENT
  }

  private static final long START_SECONDS = 60;
  // A training run writes its cache when it ends; that takes some seconds of work.
  private static final long END_SECONDS = 60;
  private static final int LOG_TAIL = 2_000;

  private final Process process;
  private final Path temporary;
  private final int port;

  private EmbeddedS3Process(Process process, Path temporary, int port) {
    this.process = process;
    this.temporary = temporary;
    this.port = port;
  }

  static EmbeddedS3Process start(EmbeddedS3Program program, Path directory, Life life) {
    return start(program, directory, life, List.of("-XX:AOTCache=" + program.cache()));
  }

  /** Starts a server whose end writes an ahead-of-time cache. */
  static EmbeddedS3Process training(EmbeddedS3Program program, Path directory, Path cache) {
    return start(program, directory, Life.WITH_PARENT, List.of("-XX:AOTCacheOutput=" + cache));
  }

  private static EmbeddedS3Process start(
      EmbeddedS3Program program, Path directory, Life life, List<String> more) {
    Path temporary = directory.resolve("tmp");
    Path log = directory.resolve("server.log");
    try {
      Files.createDirectories(temporary);
      Files.createDirectories(directory.resolve("objects"));
      ProcessBuilder builder = new ProcessBuilder(command(program, directory, life, more));
      builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
      builder.redirectError(Redirect.to(log.toFile()));
      if (life == Life.OUTLIVES_PARENT) {
        builder.redirectInput(Redirect.from(new File("/dev/null")));
      }
      return waitFor(builder.start(), temporary, log);
    } catch (IOException e) {
      throw EmbeddedS3Program.failed("start", e);
    }
  }

  private static List<String> command(
      EmbeddedS3Program program, Path directory, Life life, List<String> more) {
    List<String> command = new ArrayList<>(List.of(EmbeddedS3Program.java()));
    command.addAll(more);
    command.addAll(
        List.of(
            // 512 MiB hold 1 GiB in parts of 16 MiB; the serial collector starts quickest. No
            // limit on the compilers: SHA-256 and MD5 are quick in the second one only.
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Xlog:disable",
            "-Djava.io.tmpdir=" + directory.resolve("tmp"),
            "-D" + EmbeddedS3Child.OUTLIVES_PARENT + "=" + (life == Life.OUTLIVES_PARENT),
            "-cp",
            program.classPath(),
            EmbeddedS3Child.class.getName(),
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--server.ssl.enabled=false",
            "--server.shutdown=immediate",
            "--com.adobe.testing.s3mock.httpPort=0",
            "--com.adobe.testing.s3mock.store.root=" + directory.resolve("objects"),
            "--com.adobe.testing.s3mock.store.retainFilesOnExit=true",
            "--logging.level.root=WARN",
            "--spring.main.banner-mode=off"));
    return command;
  }

  private static EmbeddedS3Process waitFor(Process process, Path temporary, Path log)
      throws IOException {
    try {
      CompletableFuture<Integer> port = new CompletableFuture<>();
      Thread.ofPlatform()
          .daemon()
          .name("port of the embedded S3")
          .start(() -> readPort(process, port));
      return new EmbeddedS3Process(process, temporary, port.get(START_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      end(process);
      throw new VigieException(
          ErrorCode.STORAGE_UNAVAILABLE, "the embedded S3 did not start: " + tail(log), e);
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new VigieException(
          ErrorCode.INTERRUPTED, "interrupted while the embedded S3 started", e);
    }
  }

  // The JVM may write lines of its own before the one that is waited for.
  private static void readPort(Process process, CompletableFuture<Integer> port) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(EmbeddedS3Child.PORT_LINE)) {
          port.complete(Integer.valueOf(line.substring(EmbeddedS3Child.PORT_LINE.length())));
        }
      }
      port.completeExceptionally(new IOException("the process ended"));
    } catch (IOException | NumberFormatException e) {
      port.completeExceptionally(e);
    }
  }

  private static String tail(Path log) throws IOException {
    String words = Files.exists(log) ? Files.readString(log).strip() : "";
    return words.isEmpty()
        ? "it said nothing"
        : words.substring(Math.max(0, words.length() - LOG_TAIL));
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /**
   * Ends the process, waits for its end, and deletes its temporary files. Whoever comes second
   * waits for the first.
   */
  @Override
  public synchronized void close() {
    end(process);
    try {
      Directories.delete(temporary);
    } catch (IOException e) {
      throw EmbeddedS3Program.failed("delete its temporary files", e);
    }
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close(); // what the child waits for
      if (!process.isAlive()) {
        return;
      }
      process.destroy();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
