package dev.vigie.backup;

import dev.vigie.backup.Cancellation.Registration;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Threads that work side by side, all or none: the first that fails ends the others, and its
 * failure is the one that is told, with what became of the others suppressed in it. Nothing runs
 * any more when {@link #run} has returned, however it did.
 */
final class Workers {
  private final Cancellation cancellation = new Cancellation();
  private final List<Throwable> failures = new ArrayList<>();

  private Workers() {}

  /**
   * Runs the work on so many threads, and waits for them.
   *
   * @param work what each of them does
   * @throws VigieException the first failure, or {@code INTERRUPTED}
   */
  static void run(int count, Consumer<Cancellation> work) {
    Workers workers = new Workers();
    List<Thread> threads =
        IntStream.rangeClosed(1, count)
            .mapToObj(
                n -> Thread.ofPlatform().name("worker " + n).unstarted(() -> workers.attempt(work)))
            .toList();
    workers.await(threads);
    workers.throwFirst();
  }

  private void attempt(Consumer<Cancellation> work) {
    // What waits for S3 hears only an interrupt.
    try (Registration _ = cancellation.onCancel(Thread.currentThread()::interrupt)) {
      work.accept(cancellation);
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void failed(Throwable failure) {
    synchronized (failures) {
      failures.add(failure);
    }
    cancellation.cancel();
  }

  private void await(List<Thread> threads) {
    threads.forEach(Thread::start);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          failed(new VigieException(ErrorCode.INTERRUPTED, "interrupted while dumping", e));
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void throwFirst() {
    if (failures.isEmpty()) {
      return;
    }
    Throwable first = failures.getFirst();
    failures.stream().skip(1).forEach(first::addSuppressed);
    if (first instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) first;
  }
}
