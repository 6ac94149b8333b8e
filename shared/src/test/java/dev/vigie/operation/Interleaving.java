package dev.vigie.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Processes of which exactly one runs at a time: each stands still before every call to a port, and
 * a generator deals out whose turn it is, and who dies. The same generator gives the same run. Used
 * by one thread.
 */
final class Interleaving {
  private final Random random;
  private final List<Turns> alive = new ArrayList<>();

  Interleaving(Random random) {
    this.random = random;
  }

  /** What a process throws that dies; no code of ours catches it. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** How many calls to ports a process lives for, and whether it dies after the last was done. */
  record Fate(int calls, boolean afterItWasDone) {
    static final Fate LONG_LIFE = new Fate(Integer.MAX_VALUE, false);
  }

  /** One process, whose calls to ports all go through {@link #call}. */
  static final class Turns {
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore back = new Semaphore(0);
    private final Fate fate;
    private final Consumer<Optional<Throwable>> whenEnded;
    private int calls;
    private boolean killed;
    private boolean ended;
    private Optional<Throwable> failure = Optional.empty();

    private Turns(Fate fate, Consumer<Optional<Throwable>> whenEnded) {
      this.fate = fate;
      this.whenEnded = whenEnded;
    }

    /** Waits for its turn, and calls; or dies before, or after. */
    <T> T call(Supplier<T> port) {
      back.release();
      turn.acquireUninterruptibly();
      boolean last = calls++ == fate.calls();
      if (killed || (last && !fate.afterItWasDone())) {
        throw new Death();
      }
      T done = port.get();
      if (last) {
        throw new Death();
      }
      return done;
    }

    /** Lets it die at its next turn. */
    void kill() {
      killed = true;
    }

    private void run(Consumer<Turns> body) {
      turn.acquireUninterruptibly();
      try {
        body.accept(this);
      } catch (RuntimeException | Error e) {
        failure = Optional.of(e);
      } finally {
        ended = true;
        back.release();
      }
    }
  }

  /**
   * Begins a process, which waits for its first turn.
   *
   * @param whenEnded is told how it ended: by itself, or by what it threw
   */
  Turns start(Fate fate, Consumer<Turns> body, Consumer<Optional<Throwable>> whenEnded) {
    Turns process = new Turns(fate, whenEnded);
    alive.add(process);
    Thread.ofVirtual().start(() -> process.run(body));
    return process;
  }

  /** Whether no process is left. */
  boolean isIdle() {
    return alive.isEmpty();
  }

  /** Lets one process go on to its next call, or to its end. */
  void step() {
    int chosen = random.nextInt(alive.size());
    Turns process = alive.get(chosen);
    process.turn.release();
    process.back.acquireUninterruptibly();
    if (process.ended) {
      alive.remove(chosen);
      process.whenEnded.accept(process.failure);
    }
  }
}
