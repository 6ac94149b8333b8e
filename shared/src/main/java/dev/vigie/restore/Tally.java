package dev.vigie.restore;

import dev.vigie.transfer.Progress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** How far several workers have come together with one task. Thread-safe. */
final class Tally {
  private final Progress progress;
  private final String task;
  private final long total;
  private final Optional<Tally> whole;
  private final AtomicLong done = new AtomicLong();

  /**
   * @param task what is being done
   * @param total bytes in all, as far as known; what passes it ends with {@link #end}
   */
  Tally(Progress progress, String task, long total) {
    this(progress, task, total, Optional.empty());
  }

  /** One whose bytes count for a larger task, too. */
  Tally(Progress progress, String task, long total, Tally whole) {
    this(progress, task, total, Optional.of(whole));
  }

  private Tally(Progress progress, String task, long total, Optional<Tally> whole) {
    this.progress = progress;
    this.task = task;
    this.total = total;
    this.whole = whole;
  }

  /** So many more bytes are done. */
  void add(long bytes) {
    long now = done.addAndGet(bytes);
    progress.advance(task, now, now > total ? 0 : total);
    whole.ifPresent(all -> all.add(bytes));
  }

  /** All is done, though it was more or less than expected. */
  void end() {
    long now = done.get();
    if (now != total) {
      progress.advance(task, now, now);
    }
  }
}
