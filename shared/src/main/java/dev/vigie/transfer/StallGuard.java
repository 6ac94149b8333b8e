package dev.vigie.transfer;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notices when one side of a transfer stops moving, and ends it. The side that waits cannot: it
 * sits in a read or a write. Thread-safe.
 */
public final class StallGuard implements AutoCloseable {
  private final String side;
  private final Duration patience;
  private final Runnable end;
  private final AtomicLong moved = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean stalled;

  private StallGuard(String side, Duration patience, Runnable end) {
    this.side = side;
    this.patience = patience;
    this.end = end;
  }

  /**
   * Begins to watch.
   *
   * @param side who is waited for, for the message
   * @param patience how long nothing may move, 1 second or more
   * @param end what unblocks the transfer, called at most once, from another thread
   */
  public static StallGuard watch(String side, Duration patience, Runnable end) {
    StallGuard guard = new StallGuard(side, patience, end);
    Thread.ofVirtual().name("stall guard of " + side).start(guard::run);
    return guard;
  }

  /**
   * So many more bytes have moved.
   *
   * @throws VigieException {@code INTERRUPTED} if the calling thread was interrupted: reading from
   *     a pipe and writing to it do not hear that
   */
  public void moved(long bytes) {
    moved.addAndGet(bytes);
    if (Thread.currentThread().isInterrupted()) {
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while " + side + " was running");
    }
  }

  /**
   * Refuses to go on if the transfer was ended for standing still.
   *
   * @throws VigieException {@code TRANSFER_STALLED} with the side's name
   */
  public void check() {
    if (stalled) {
      throw new VigieException(
          ErrorCode.TRANSFER_STALLED,
          "%s moved no byte for %d seconds, after %d bytes"
              .formatted(side, patience.toSeconds(), moved.get()));
    }
  }

  /** Stops watching. */
  @Override
  public void close() {
    closed.countDown();
  }

  private void run() {
    try {
      long before = -1;
      while (before != moved.get()) {
        before = moved.get();
        if (closed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      stalled = true;
      end.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
