package dev.vigie.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.backup.Cancellation.Registration;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkersTest {
  @Test
  void run_allEnd_returns() {
    AtomicInteger done = new AtomicInteger();

    Workers.run(5, cancellation -> done.incrementAndGet());

    assertThat(done).hasValue(5);
  }

  @Test
  void run_oneFails_endsTheOthersAndTellsTheFirst() {
    AtomicInteger number = new AtomicInteger();
    CountDownLatch waiting = new CountDownLatch(2);

    assertThatThrownBy(
            () ->
                Workers.run(
                    3,
                    cancellation -> {
                      if (number.incrementAndGet() == 1) {
                        await(waiting);
                        throw new VigieException(ErrorCode.STORAGE_DENIED, "first");
                      }
                      CountDownLatch ended = new CountDownLatch(1);
                      try (Registration _ = cancellation.onCancel(ended::countDown)) {
                        waiting.countDown();
                        await(ended);
                      }
                      throw new VigieException(ErrorCode.CLIENT_FAILED, "killed");
                    }))
        .hasMessage("first")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
  }

  @Test
  void run_oneFails_interruptsTheOthers() {
    AtomicInteger number = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                Workers.run(
                    2,
                    cancellation -> {
                      if (number.incrementAndGet() == 1) {
                        throw new VigieException(ErrorCode.STORAGE_DENIED, "first");
                      }
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        throw new VigieException(ErrorCode.INTERRUPTED, "ended", e);
                      }
                    }))
        .hasMessage("first");
  }

  @Test
  void run_interrupted_endsAll() {
    CountDownLatch never = new CountDownLatch(1);
    Thread.currentThread().interrupt();

    assertThatThrownBy(
            () ->
                Workers.run(
                    2,
                    cancellation -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        throw new VigieException(ErrorCode.CLIENT_FAILED, "ended", e);
                      }
                    }))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
