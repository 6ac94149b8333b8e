package dev.vigie.cli;

import dev.vigie.report.Text;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.TimeLeft;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Progress as plain lines, for logs: one when a task begins, one every few seconds, one when it
 * ends; that of all tasks together with the time that is left. Thread-safe.
 */
final class ProgressLines implements Progress {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintWriter out;
  private final TimeLeft timeLeft = TimeLeft.fromNow();
  private final Map<String, Long> lastTold = new HashMap<>();

  ProgressLines(PrintWriter out) {
    this.out = out;
  }

  @Override
  public synchronized void advance(String task, long done, long total) {
    long now = System.nanoTime();
    Long last = lastTold.get(task);
    boolean ended = total > 0 && done == total;
    if (last != null && now - last < INTERVAL_NANOS && !ended) {
      return;
    }
    lastTold.put(task, now);
    String of = total > done ? " of about " + Text.bytes(total) : "";
    String end = ended ? ", done" : left(task, done, total, now);
    out.println(Text.name(task) + ": " + Text.bytes(done) + of + end);
    out.flush();
  }

  private String left(String task, long done, long total, long now) {
    return task.equals(ALL)
        ? timeLeft
            .seconds(done, total, now)
            .map(seconds -> ", " + Text.duration(Duration.ofSeconds(seconds)) + " left")
            .orElse("")
        : "";
  }
}
