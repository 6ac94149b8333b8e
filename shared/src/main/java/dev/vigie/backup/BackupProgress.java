package dev.vigie.backup;

import dev.vigie.transfer.Progress;
import java.util.HashMap;
import java.util.Map;

/**
 * How a backup goes, table by table and overall. What is told of the whole is measured by the sizes
 * that the tables have on disk, which are known before; a dump's own length is known after it.
 * Thread-safe.
 */
final class BackupProgress {
  private final Progress progress;
  private final long total;
  private final Map<String, Long> doneBytes = new HashMap<>();
  private final Map<String, Long> expectedBytes = new HashMap<>();
  private long ended;
  private long underWay;

  /**
   * Begins.
   *
   * @param total the expected bytes of all steps
   */
  BackupProgress(Progress progress, long total) {
    this.progress = progress;
    this.total = total;
  }

  /** One archive of a table, or of several. Used by one thread. */
  final class Step {
    private final String task;
    private final long expected;
    private long done;

    private Step(String task, long expected) {
      this.task = task;
      this.expected = expected;
    }

    /** So many bytes have come in all. */
    void advance(long bytes) {
      advanced(this, bytes);
    }

    /** It is stored. */
    void end() {
      endedStep(this);
    }
  }

  /**
   * A step begins.
   *
   * @param task the archive, or the table whose archive it is
   * @param expected about how many bytes it has
   * @param taskExpected about how many the steps of this task have together
   */
  synchronized Step begin(String task, long expected, long taskExpected) {
    expectedBytes.putIfAbsent(task, taskExpected);
    return new Step(task, expected);
  }

  private synchronized void advanced(Step step, long bytes) {
    long more = bytes - step.done;
    underWay += Math.min(bytes, step.expected) - Math.min(step.done, step.expected);
    step.done = bytes;
    long done = doneBytes.merge(step.task, more, Long::sum);
    progress.advance(
        step.task, done, Math.max(expectedBytes.getOrDefault(step.task, 0L), done + 1));
    progress.advance(Progress.ALL, Math.min(ended + underWay, total - 1), total);
  }

  private synchronized void endedStep(Step step) {
    underWay -= Math.min(step.done, step.expected);
    ended += step.expected;
    long left = expectedBytes.merge(step.task, -step.expected, Long::sum);
    if (left <= 0) {
      long done = doneBytes.getOrDefault(step.task, 0L);
      progress.advance(step.task, done, done);
    }
    progress.advance(Progress.ALL, Math.min(ended + underWay, total), total);
  }
}
