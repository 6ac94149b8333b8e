package dev.vigie.volume;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * This machine's {@code tar} at work on one directory. Its standard error is read all the while, so
 * that it never blocks, and its beginning is kept. Closing ends the program if it still runs.
 */
public final class TarProcess implements AutoCloseable {
  private static final int WORDS = 16 * 1024;

  private final Process process;
  private final Thread wordsReader;
  private final StringBuilder words = new StringBuilder();

  private TarProcess(Process process) {
    this.process = process;
    this.wordsReader = Thread.ofPlatform().daemon().name("tar stderr").start(this::readWords);
  }

  /**
   * Archives the directory's content, on its own file system, in GNU's format; {@link #output} has
   * the archive.
   *
   * @throws VigieException {@code CLIENT_MISSING} if there is no tar
   */
  public static TarProcess archiving(Path directory) {
    return start(
        "--create",
        "--format=gnu",
        "--numeric-owner",
        "--one-file-system",
        "--directory=" + directory,
        ".");
  }

  /**
   * Unpacks what {@link #input} is given into the directory.
   *
   * @throws VigieException {@code CLIENT_MISSING} if there is no tar
   */
  public static TarProcess unpacking(Path directory) {
    return start(
        "--extract", "--numeric-owner", "--delay-directory-restore", "--directory=" + directory);
  }

  private static TarProcess start(String... options) {
    List<String> command = new ArrayList<>(List.of("tar", "--file=-"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("TAR"));
    builder.environment().put("LC_ALL", "C");
    try {
      return new TarProcess(builder.start());
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.CLIENT_MISSING,
          "cannot start tar",
          "Install it, for example: dnf install tar",
          e);
    }
  }

  /** What it archives. */
  public InputStream output() {
    return process.getInputStream();
  }

  /** What it unpacks. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  /** Ends it now. */
  public void kill() {
    process.destroyForcibly();
  }

  /**
   * Waits for its end.
   *
   * @return what it warned of: files that changed while it read them (its status 1; GNU tar manual,
   *     "Possible Errors")
   * @throws VigieException {@code CLIENT_FAILED} with its own words
   */
  public List<String> awaitEnd() {
    try {
      int status = process.waitFor();
      wordsReader.join();
      if (status > 1) {
        throw new VigieException(
            ErrorCode.CLIENT_FAILED, "tar ended with status %d: %s".formatted(status, words()));
      }
      return status == 0 ? List.of() : words().lines().toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while tar was running", e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private String words() {
    synchronized (words) {
      return words.toString().strip();
    }
  }

  private void readWords() {
    char[] buffer = new char[1_024];
    try (Reader reader = new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)) {
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        synchronized (words) {
          words.append(buffer, 0, Math.min(read, WORDS - words.length()));
        }
      }
    } catch (IOException e) {
      synchronized (words) {
        words.append("(its words could not be read: ").append(e).append(')');
      }
    }
  }
}
