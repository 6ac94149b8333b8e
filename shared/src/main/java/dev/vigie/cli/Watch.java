package dev.vigie.cli;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.report.StatusSummary;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks again and again until its thread is interrupted. The first look must succeed; a later one
 * may fail if the next one may succeed, and that is told once.
 *
 * @param look reads how all is
 * @param viewer who is told
 * @param every how long it waits between two looks
 */
record Watch(Supplier<StatusSummary> look, Viewer viewer, Duration every) {
  /** Who is told of each look. */
  interface Viewer {
    /**
     * How all is.
     *
     * @param news whether that is another state of things than at the look before
     */
    void see(StatusSummary summary, boolean news);

    /** That a look failed, where the one before did not. */
    void cannotSee(VigieException why);
  }

  /**
   * Looks until this thread is interrupted.
   *
   * @throws VigieException of the first look, or of one that no later one can better
   */
  void untilInterrupted() {
    Optional<StatusSummary> before = Optional.empty();
    boolean seen = true;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        StatusSummary now = look.get();
        viewer.see(now, before.map(now::isNewsAfter).orElse(true));
        before = Optional.of(now);
        seen = true;
      } catch (VigieException e) {
        if (e.code() == ErrorCode.INTERRUPTED) {
          return;
        }
        if (before.isEmpty() || !e.code().category().retryable()) {
          throw e;
        }
        if (seen) {
          viewer.cannotSee(e);
        }
        seen = false;
      }
      if (!pause()) {
        return;
      }
    }
  }

  /** Whether the time has passed; else this thread was interrupted, which is the ordinary end. */
  private boolean pause() {
    try {
      Thread.sleep(every);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
