package dev.vigie.backup;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Ends what several workers do, at once: neither a read from a pipe nor one from a socket hears an
 * interrupt, so each says what ends it. Thread-safe.
 */
final class Cancellation {
  private final Set<Runnable> ends = new LinkedHashSet<>();
  private boolean cancelled;

  /** What a piece of work has said; closing takes it back. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Says what ends a piece of work. It is called at once if all work has been ended already. */
  synchronized Registration onCancel(Runnable end) {
    ends.add(end);
    if (cancelled) {
      end.run();
    }
    return () -> forget(end);
  }

  private synchronized void forget(Runnable end) {
    ends.remove(end);
  }

  /** Ends all work. */
  synchronized void cancel() {
    cancelled = true;
    ends.forEach(Runnable::run);
  }

  /** Whether all work is to end. */
  synchronized boolean isCancelled() {
    return cancelled;
  }
}
