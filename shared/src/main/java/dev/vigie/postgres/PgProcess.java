package dev.vigie.postgres;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running client program. Its standard error is read all the while, so that it never blocks, and
 * the tail is kept for the failure's message. Closing ends the program if it still runs.
 */
public final class PgProcess implements AutoCloseable {
  /**
   * Characters. More than any message takes, so that of a statement that is quoted in it, and that
   * {@link PgFailure} leaves out, the beginning is there too.
   */
  private static final int STDERR_TAIL = 64 * 1024;

  /** Warnings on the order of entries (pg_dump_sort.c and pg_dump.c of PostgreSQL 18). */
  private static final List<String> ORDER =
      List.of("could not resolve dependency loop", "there are circular foreign-key constraints");

  /** How long a program that was asked to end may take before it is killed. */
  private static final long END_SECONDS = 5;

  private final String name;
  private final PgTools tools;
  private final Process process;
  private final Thread stderrReader;
  private final StringBuilder stderr = new StringBuilder();

  private PgProcess(String name, PgTools tools, Process process) {
    this.name = name;
    this.tools = tools;
    this.process = process;
    this.stderrReader = Thread.ofPlatform().daemon().name(name + " stderr").start(this::readStderr);
  }

  static PgProcess start(String name, ProcessBuilder builder, PgTools tools) {
    if (Thread.currentThread().isInterrupted()) {
      throw new VigieException(
          ErrorCode.INTERRUPTED, "interrupted before " + name + " was started");
    }
    try {
      return new PgProcess(name, tools, builder.start());
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.CLIENT_MISSING, "cannot start " + builder.command().getFirst(), e);
    }
  }

  /** What the program writes. */
  public InputStream output() {
    return process.getInputStream();
  }

  /** What the program reads. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  /** The program's name, for messages. */
  public String name() {
    return name;
  }

  /**
   * Waits until the program has ended.
   *
   * @throws VigieException with the code that its words tell, if it did not end with status 0
   */
  public void awaitSuccess() {
    try {
      int status = process.waitFor();
      stderrReader.join();
      if (status != 0) {
        throw PgFailure.of(name, tools, status, words());
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * What the program warned of, once {@link #awaitSuccess} returned: that it leaves something out,
   * and not merely that an order of restoring could not be found, which a restore would show.
   */
  public List<String> warnings() {
    return words()
        .lines()
        .filter(line -> line.startsWith(name + ": warning: "))
        .filter(line -> ORDER.stream().noneMatch(line::contains))
        .toList();
  }

  /**
   * Ends the program now, without asking; {@link #awaitSuccess} then fails. What leads into a
   * container ends without passing that on, so what it started is ended first.
   */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Ends the program if it still runs: asked first, killed after five seconds. */
  @Override
  public void close() {
    if (!process.isAlive()) {
      return;
    }
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    boolean interrupted = Thread.interrupted();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        kill();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      kill();
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private VigieException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new VigieException(
        ErrorCode.INTERRUPTED, "interrupted while " + name + " was running", cause);
  }

  private String words() {
    synchronized (stderr) {
      return stderr.toString();
    }
  }

  private void readStderr() {
    char[] buffer = new char[2_048];
    try (Reader reader = new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)) {
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        synchronized (stderr) {
          stderr.append(buffer, 0, read);
          if (stderr.length() > STDERR_TAIL) {
            stderr.delete(0, stderr.length() - STDERR_TAIL);
          }
        }
      }
    } catch (IOException e) {
      synchronized (stderr) {
        stderr.append("\n(its standard error could not be read: ").append(e).append(')');
      }
    }
  }
}
