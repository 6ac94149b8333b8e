package dev.vigie.transfer;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgProcess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Workers who share pieces of work, all or none: each takes the next one, in the given order, until
 * none is left and none is to come. The first failure ends all the others, and is the one that is
 * told, with what became of the others suppressed in it. Nothing runs any more when {@link #run}
 * has returned, however it did. One crew does one lot of work. Thread-safe.
 */
public final class Crew {
  private final Queue<Piece> pieces;
  private int atWork;
  private final Set<Runnable> ends = new LinkedHashSet<>();
  private final List<RuntimeException> failures = new ArrayList<>();

  /** A piece of work. */
  @FunctionalInterface
  public interface Piece {
    /**
     * Does it.
     *
     * @param crew which is told what ends the piece early
     */
    void run(Crew crew);
  }

  /** What a piece of work has said of its end; closing takes it back. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  private Crew(List<Piece> pieces) {
    this.pieces = new ArrayDeque<>(pieces);
  }

  /**
   * Does all pieces, and what they add.
   *
   * @param workers how many at once, 1 or more
   * @throws VigieException the first failure, or {@code INTERRUPTED}
   */
  public static void run(int workers, List<Piece> pieces) {
    Crew crew = new Crew(pieces);
    List<Thread> threads =
        IntStream.rangeClosed(1, workers)
            .mapToObj(n -> Thread.ofPlatform().name("worker " + n).unstarted(crew::work))
            .toList();
    crew.await(threads);
    crew.throwFirst();
  }

  /** A piece of work adds another one, which comes after all those that wait. */
  public synchronized void add(Piece piece) {
    pieces.add(piece);
    notifyAll();
  }

  /**
   * Says what ends a piece of work early, for neither a read from a pipe nor one from a socket
   * hears an interrupt. It is called at once if there was a failure already.
   */
  public Registration onFailure(Runnable end) {
    synchronized (this) {
      ends.add(end);
      if (hasFailed()) {
        end.run();
      }
    }
    return () -> forget(end);
  }

  /**
   * Lets a program end with the first failure.
   *
   * @return the program
   * @throws VigieException {@code INTERRUPTED} if there was a failure already
   */
  public PgProcess watch(PgProcess program) {
    synchronized (this) {
      if (!hasFailed()) {
        ends.add(program::kill);
        return program;
      }
    }
    program.close();
    throw new VigieException(ErrorCode.INTERRUPTED, "another part of the work has failed");
  }

  /** Whether there was a failure, so that all work is to end. */
  public synchronized boolean hasFailed() {
    return !failures.isEmpty();
  }

  private synchronized void forget(Runnable end) {
    ends.remove(end);
  }

  private void work() {
    // What waits for S3 hears only an interrupt.
    try (Registration _ = onFailure(Thread.currentThread()::interrupt)) {
      for (Piece piece = next(); piece != null; piece = next()) {
        piece.run(this);
        ended();
      }
    } catch (RuntimeException e) {
      failed(e);
    } catch (Error e) { // which would end this thread and no other
      failed(new VigieException(ErrorCode.INTERNAL, String.valueOf(e), e));
    }
  }

  /** The next piece; while there is none, those that are being done may add one. */
  private synchronized @Nullable Piece next() {
    try {
      while (!hasFailed() && pieces.isEmpty() && atWork > 0) {
        wait();
      }
    } catch (InterruptedException e) { // only a failure interrupts
      Thread.currentThread().interrupt();
      return null;
    }
    if (hasFailed() || pieces.isEmpty()) {
      return null;
    }
    atWork++;
    return pieces.poll();
  }

  private synchronized void ended() {
    atWork--;
    notifyAll();
  }

  private synchronized void failed(RuntimeException failure) {
    failures.add(failure);
    ends.forEach(Runnable::run);
    notifyAll();
  }

  private void await(List<Thread> threads) {
    threads.forEach(Thread::start);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          failed(new VigieException(ErrorCode.INTERRUPTED, "interrupted while working", e));
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void throwFirst() {
    if (failures.isEmpty()) {
      return;
    }
    RuntimeException first = failures.getFirst();
    failures.stream().skip(1).forEach(first::addSuppressed);
    throw first;
  }
}
