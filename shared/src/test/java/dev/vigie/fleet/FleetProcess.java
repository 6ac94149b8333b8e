package dev.vigie.fleet;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * A process of a machine, which works while the world stands still, and stands still while the
 * world goes on. Of it and the world one runs at a time.
 */
final class FleetProcess {
  private final Semaphore turn = new Semaphore(0);
  private final Semaphore done = new Semaphore(0);
  private boolean killed;
  private boolean ended;

  /** Ends a process where it stands; nothing in it catches this. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /**
   * Begins, and works until it waits or ends.
   *
   * @param body the work
   * @param end hears what ended it early, if something did
   */
  void start(Runnable body, Consumer<Optional<Throwable>> end) {
    Thread.ofVirtual()
        .start(
            () -> {
              turn.acquireUninterruptibly();
              Optional<Throwable> failure = attempt(body);
              ended = true;
              end.accept(failure);
              done.release();
            });
    resume();
  }

  /** Goes on until it waits again or ends. */
  void resume() {
    if (!ended) {
      turn.release();
      done.acquireUninterruptibly();
    }
  }

  /** Called by the process: stands still until it is resumed. */
  void pause() {
    done.release();
    turn.acquireUninterruptibly();
    if (killed) {
      throw new Killed();
    }
  }

  /** Ends it where it stands. */
  void kill() {
    killed = true;
    resume();
  }

  boolean isKilled() {
    return killed;
  }

  private static Optional<Throwable> attempt(Runnable body) {
    try {
      body.run();
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      return Optional.of(e);
    }
  }
}
