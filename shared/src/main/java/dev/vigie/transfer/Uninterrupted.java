package dev.vigie.transfer;

import dev.vigie.error.VigieException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Calls that an interrupt must not cut short: a request whose answer is lost may have begun an
 * upload that nobody knows, or may not have aborted one. An interrupt that comes meanwhile stays
 * pending.
 */
final class Uninterrupted {
  private static final Executor VIRTUAL = task -> Thread.ofVirtual().name("request").start(task);

  private Uninterrupted() {}

  /** Calls on a thread that nobody interrupts, and waits. */
  static <T> T call(Supplier<T> call) {
    try {
      return CompletableFuture.supplyAsync(call, VIRTUAL).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof VigieException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Runs on a thread that nobody interrupts, and waits. */
  static void run(Runnable call) {
    call(
        () -> {
          call.run();
          return true;
        });
  }
}
