package dev.vigie.operation;

import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Looks every few seconds whether somebody asked for an operation to end, so that a wish reaches
 * its runner also where no command does: on a laptop, in a function, on a node whose agent is away.
 * One HEAD request each 10 s costs about a third of a cent for a day of work (Amazon S3 pricing,
 * "GET, SELECT, and all other requests"). Thread-safe.
 */
public final class CancellationWatch implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final Timer looking = new Timer("cancellation", true);
  private final OperationJournal journal;
  private final OperationId id;
  private final Runnable stop;
  private volatile boolean stopped;

  private CancellationWatch(OperationJournal journal, OperationId id, Runnable stop) {
    this.journal = journal;
    this.id = id;
    this.stop = stop;
  }

  /**
   * Begins to look.
   *
   * @param stop is called once, by another thread, when the operation is to end
   */
  public static CancellationWatch start(OperationJournal journal, OperationId id, Runnable stop) {
    return start(journal, id, stop, LOOK_EVERY);
  }

  static CancellationWatch start(
      OperationJournal journal, OperationId id, Runnable stop, Duration every) {
    CancellationWatch watch = new CancellationWatch(journal, id, stop);
    TimerTask look =
        new TimerTask() {
          @Override
          public void run() {
            watch.look();
          }
        };
    watch.looking.schedule(look, every.toMillis(), every.toMillis());
    return watch;
  }

  /** Whether the work was stopped. */
  public boolean hasStopped() {
    return stopped;
  }

  private void look() {
    if (isCancelled()) {
      looking.cancel();
      stopped = true;
      stop.run();
    }
  }

  @SuppressWarnings("EmptyCatch")
  private boolean isCancelled() {
    try {
      return journal.isCancelled(id);
    } catch (VigieException unseen) {
      // The next look may see; the work itself meets what is wrong with the bucket, if it lasts.
      return false;
    }
  }

  @Override
  public void close() {
    looking.cancel();
  }
}
