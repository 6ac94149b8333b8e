package dev.vigie.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLeftTest {
  /** The clock of nanoseconds begins anywhere, below zero too, and may pass its end. */
  private static final long START = Long.MAX_VALUE - 5;

  @ParameterizedTest
  @CsvSource({
    "PT2S, 50, 100, 2",
    "PT10S, 1, 100, 990",
    "PT10S, 99, 100, 0",
    "PT10S, 100, 100, 0",
    "PT10S, 101, 100, 0",
    "PT30S, 4000000000000000000, 8000000000000000000, 30"
  })
  void seconds_anyShare_areThoseOfTheSamePace(
      Duration spent, long done, long total, long expected) {
    assertThat(new TimeLeft(START).seconds(done, total, START + spent.toNanos()))
        .contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"PT1.999S, 50, 100", "PT10S, 0, 100", "PT10S, 5, 0", "PT10S, 0, 0"})
  void seconds_nobodyCanTell_areNone(Duration spent, long done, long total) {
    assertThat(new TimeLeft(START).seconds(done, total, START + spent.toNanos())).isEmpty();
  }

  @Test
  void fromNow_isOfThisMoment() {
    long before = System.nanoTime();

    TimeLeft left = TimeLeft.fromNow();

    assertThat(left.startNanos() - before).isNotNegative();
  }
}
