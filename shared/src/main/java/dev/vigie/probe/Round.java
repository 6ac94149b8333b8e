package dev.vigie.probe;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Probes that look at the same time, each in a virtual thread of its own and no longer than its
 * limit: one that hangs is told as {@code UNKNOWN} and left behind, and delays none of the others.
 * So a round takes as long as the longest limit at most. Thread-safe.
 */
public final class Round {
  private Round() {}

  /** A probe that looks. */
  private record Looking(Probe probe, FutureTask<List<Finding>> task, long deadline) {
    static Looking start(Probe probe) {
      FutureTask<List<Finding>> task = new FutureTask<>(probe.look()::get);
      Looking looking = new Looking(probe, task, System.nanoTime() + probe.limit().toNanos());
      Thread.ofVirtual().name("probe of " + probe.subject()).start(task);
      return looking;
    }
  }

  /**
   * What all of them found, in the order of the probes.
   *
   * @throws VigieException {@code INTERRUPTED} if this thread was; none of the probes'
   */
  public static List<Finding> of(List<Probe> probes) {
    List<Looking> all = probes.stream().map(Looking::start).toList();
    List<Finding> found = new ArrayList<>();
    try {
      for (Looking each : all) {
        found.addAll(await(each));
      }
      return List.copyOf(found);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while probes were looking", e);
    } finally {
      all.forEach(each -> each.task().cancel(true));
    }
  }

  private static List<Finding> await(Looking looking) throws InterruptedException {
    Probe probe = looking.probe();
    try {
      return looking
          .task()
          .get(Math.max(0, looking.deadline() - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Judged.unknown(probe.checks(), probe.subject(), "no answer in " + text(probe.limit()));
    } catch (ExecutionException e) {
      return Judged.unknown(probe.checks(), probe.subject(), reason(e.getCause()));
    }
  }

  /**
   * What a failure of Vigie's says is for people; of another one its kind helps whoever mends it.
   */
  private static String reason(@Nullable Throwable failure) {
    return failure instanceof VigieException known
        ? known.code() + ": " + known.getMessage()
        : String.valueOf(failure);
  }

  private static String text(Duration limit) {
    return limit.toMillis() < 1_000 ? limit.toMillis() + " ms" : limit.toSeconds() + " s";
  }
}
