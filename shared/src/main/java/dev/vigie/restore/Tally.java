package dev.vigie.restore;

import dev.vigie.transfer.Progress;
import java.util.concurrent.atomic.AtomicLong;

/** How far several workers have come together with one task. Thread-safe. */
final class Tally {
  private final Progress progress;
  private final String task;
  private final long total;
  private final AtomicLong done = new AtomicLong();

  /**
   * @param task what is being done
   * @param total bytes in all, as far as known
   */
  Tally(Progress progress, String task, long total) {
    this.progress = progress;
    this.task = task;
    this.total = total;
  }

  /** So many more bytes are done. */
  void add(long bytes) {
    long now = done.addAndGet(bytes);
    progress.advance(task, now, Math.max(total, now));
  }
}
