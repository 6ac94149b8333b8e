package dev.vigie.cli;

import dev.vigie.report.Text;
import dev.vigie.transfer.Progress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress as bars, for people at a terminal: a bar for each task under way, each with the time
 * that is left. Thread-safe.
 */
final class ProgressBars implements Progress, AutoCloseable {
  private static final int MIB = 1024 * 1024;
  private static final int REFRESH_MILLIS = 100;

  private final Map<String, ProgressBar> bars = new HashMap<>();
  private final Set<String> ended = new HashSet<>();

  @Override
  public synchronized void advance(String task, long done, long total) {
    if (ended.contains(task)) {
      return;
    }
    ProgressBar bar = bars.computeIfAbsent(task, ProgressBars::bar);
    bar.maxHint(Math.max(total, done));
    bar.stepTo(done);
    if (total > 0 && done == total) {
      ended.add(task);
      bars.remove(task);
      bar.close();
    }
  }

  @Override
  public synchronized void close() {
    bars.values().forEach(ProgressBar::close);
  }

  private static ProgressBar bar(String task) {
    return new ProgressBarBuilder()
        .setTaskName(Text.name(task))
        .setUnit(" MiB", MIB)
        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
        .setUpdateIntervalMillis(REFRESH_MILLIS)
        .showSpeed()
        .build();
  }
}
