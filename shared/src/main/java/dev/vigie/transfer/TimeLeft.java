package dev.vigie.transfer;

import java.time.Duration;
import java.util.Optional;

/**
 * How long work still takes, if it goes on as it went so far. Immutable.
 *
 * @param startNanos {@link System#nanoTime()} when it began
 */
public record TimeLeft(long startNanos) {
  /** Before, a program's start weighs more than its pace. */
  private static final long SOONEST_NANOS = Duration.ofSeconds(2).toNanos();

  /** Of work that begins now. */
  public static TimeLeft fromNow() {
    return new TimeLeft(System.nanoTime());
  }

  /**
   * The estimate.
   *
   * @param done of {@code total}, in any unit
   * @param nowNanos {@link System#nanoTime()}
   * @return whole seconds; empty while nobody can tell
   */
  public Optional<Long> seconds(long done, long total, long nowNanos) {
    long spent = nowNanos - startNanos;
    if (done <= 0 || total <= 0 || spent < SOONEST_NANOS) {
      return Optional.empty();
    }
    double left = (double) spent * Math.max(0, total - done) / done;
    return Optional.of(Math.round(left / Duration.ofSeconds(1).toNanos()));
  }
}
