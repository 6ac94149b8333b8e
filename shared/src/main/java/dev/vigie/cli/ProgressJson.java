package dev.vigie.cli;

import dev.vigie.storage.JsonDocuments;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.TimeLeft;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Progress as lines of JSON, for scripts: one when a task begins, one every second, one when it
 * ends. A contract: {@code task} (an archive or a table, or {@code in all}), {@code bytes} of about
 * {@code expectedBytes} (0 if unknown), {@code done}, and {@code secondsLeft} of all tasks together
 * once it can be told. Thread-safe.
 */
final class ProgressJson implements Progress {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final PrintWriter out;
  private final TimeLeft timeLeft = TimeLeft.fromNow();
  private final Map<String, Long> lastTold = new HashMap<>();

  private record Line(
      String task, long bytes, long expectedBytes, boolean done, Optional<Long> secondsLeft) {}

  ProgressJson(PrintWriter out) {
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
    Optional<Long> left = task.equals(ALL) ? timeLeft.seconds(done, total, now) : Optional.empty();
    Line line = new Line(task, done, total, ended, left);
    out.println(new String(JsonDocuments.bytes(line), StandardCharsets.UTF_8));
    out.flush();
  }
}
