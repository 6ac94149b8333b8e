package dev.vigie.operation;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/**
 * A bound on how long work may take where the place of it goes away at a known time, as a Lambda
 * function does: the work is stopped while there still is time to clean up and to say why.
 * Thread-safe.
 */
public final class TimeLimit implements AutoCloseable {
  private final Timer waiting = new Timer("time limit", true);
  private final Duration limit;
  private volatile boolean over;

  private TimeLimit(Duration limit) {
    this.limit = limit;
  }

  /**
   * Begins to count.
   *
   * @param limit after which the work is stopped; more than nothing
   * @param stop is called once, by another thread, when the time is over
   * @throws VigieException {@code SETTING_INVALID} if the limit is not more than nothing
   */
  public static TimeLimit start(Duration limit, Runnable stop) {
    if (!limit.isPositive()) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID, "the time for the work is more than nothing, not " + limit);
    }
    TimeLimit started = new TimeLimit(limit);
    TimerTask end =
        new TimerTask() {
          @Override
          public void run() {
            started.over = true;
            stop.run();
          }
        };
    started.waiting.schedule(end, limit.toMillis());
    return started;
  }

  /** Whether the work was stopped. */
  public boolean isOver() {
    return over;
  }

  /** The same worker; what it fails of once the time is over is {@code TIME_TOO_SHORT}. */
  public Worker bound(Worker worker) {
    return request -> {
      try {
        return worker.work(request);
      } catch (RuntimeException stopped) {
        throw over ? tooShort(request, stopped) : stopped;
      }
    };
  }

  private VigieException tooShort(OperationRequest request, RuntimeException stopped) {
    return new VigieException(
        ErrorCode.TIME_TOO_SHORT,
        "operation %s on %s was not done in %d s"
            .formatted(request.id(), request.node(), limit.toSeconds()),
        stopped);
  }

  @Override
  public void close() {
    waiting.cancel();
  }
}
