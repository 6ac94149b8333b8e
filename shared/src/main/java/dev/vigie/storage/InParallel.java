package dev.vigie.storage;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Reading many small things at once: their time is the network's, not the processor's. */
public final class InParallel {
  private static final int AT_ONCE = 16;

  private InParallel() {}

  /**
   * What the function gives for each, in their order, some at a time.
   *
   * @throws VigieException the first that the function threw; {@code INTERRUPTED} if this thread
   *     was
   */
  public static <A, B> List<B> of(List<A> things, Function<A, B> function) {
    Semaphore room = new Semaphore(AT_ONCE);
    // Not closed by a try, which would wait for readers that do not hear an interruption.
    ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Future<B>> reads = new ArrayList<>();
      for (A thing : things) {
        room.acquire();
        reads.add(
            readers.submit(
                () -> {
                  try {
                    return function.apply(thing);
                  } finally {
                    room.release();
                  }
                }));
      }
      List<B> read = new ArrayList<>();
      for (Future<B> each : reads) {
        read.add(each.get());
      }
      return read;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof VigieException failure
          ? failure
          : new VigieException(ErrorCode.INTERNAL, "reading failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while reading", e);
    } finally {
      readers.shutdownNow();
    }
  }
}
