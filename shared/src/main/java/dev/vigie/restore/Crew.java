package dev.vigie.restore;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Workers who share pieces of work: each takes the next one, in the given order, until none is
 * left. The first failure ends all the others, whose programs are killed, and is the one that is
 * told. One crew does one lot of work. Thread-safe.
 */
final class Crew {
  private final List<PgProcess> programs = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private @Nullable RuntimeException failure;

  /** A piece of work. */
  @FunctionalInterface
  interface Piece {
    /**
     * Does it.
     *
     * @param crew to which every program that is started has to be shown
     */
    void run(Crew crew);
  }

  private Crew() {}

  /**
   * Does all pieces.
   *
   * @param workers 1 or more
   * @throws VigieException the first failure, or {@code INTERRUPTED}
   */
  static void run(int workers, List<Piece> pieces) {
    Crew crew = new Crew();
    Queue<Piece> queue = new ConcurrentLinkedQueue<>(pieces);
    for (int i = 0; i < Math.min(workers, pieces.size()); i++) {
      crew.threads.add(Thread.ofVirtual().name("restore " + i).unstarted(() -> crew.work(queue)));
    }
    crew.threads.forEach(Thread::start);
    crew.join();
    crew.failure().ifPresent(Crew::rethrow);
  }

  /**
   * Lets a program end with the first failure: whoever waits for it hears of nothing else.
   *
   * @return the program
   * @throws VigieException {@code INTERRUPTED} if there was a failure already
   */
  PgProcess watch(PgProcess program) {
    synchronized (this) {
      if (failure == null) {
        programs.add(program);
        return program;
      }
    }
    program.close();
    throw new VigieException(ErrorCode.INTERRUPTED, "another part of the restore has failed");
  }

  private void work(Queue<Piece> queue) {
    try {
      for (Piece piece = queue.poll(); piece != null; piece = queue.poll()) {
        if (failure().isPresent()) {
          return;
        }
        piece.run(this);
      }
    } catch (RuntimeException e) {
      fail(e);
    } catch (OutOfMemoryError | LinkageError e) { // which would end this thread and no other
      fail(new VigieException(ErrorCode.INTERNAL, String.valueOf(e), e));
    }
  }

  private void fail(RuntimeException cause) {
    synchronized (this) {
      if (failure != null) {
        return; // its end is that failure's doing
      }
      failure = cause;
      programs.forEach(PgProcess::kill);
    }
    threads.forEach(Thread::interrupt);
  }

  private synchronized Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Waits for all, for whoever still works could undo what the caller does next. */
  private void join() {
    boolean interrupted = false;
    for (Thread thread : threads) {
      boolean ended = false;
      while (!ended) {
        try {
          thread.join();
          ended = true;
        } catch (InterruptedException e) {
          interrupted = true;
          fail(new VigieException(ErrorCode.INTERRUPTED, "interrupted while restoring", e));
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rethrow(RuntimeException failure) {
    throw failure;
  }
}
