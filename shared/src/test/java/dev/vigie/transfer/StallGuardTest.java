package dev.vigie.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StallGuardTest {

  @Test
  void watch_nothingMoves_endsTheTransferAndSaysWhose() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    try (StallGuard guard = StallGuard.watch("pg_dump", Duration.ofMillis(5), ended::countDown)) {
      guard.moved(7);

      assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(guard::check)
          .isInstanceOfSatisfying(
              VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSFER_STALLED))
          .hasMessageContaining("pg_dump")
          .hasMessageContaining("7 bytes");
    }
  }

  @Test
  void close_beforeAnythingStalled_isSilent() {
    CountDownLatch ended = new CountDownLatch(1);
    StallGuard guard = StallGuard.watch("pg_dump", Duration.ofHours(1), ended::countDown);
    guard.close();

    guard.check();
    assertThat(ended.getCount()).isEqualTo(1);
  }
}
