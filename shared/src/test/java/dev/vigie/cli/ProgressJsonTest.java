package dev.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.transfer.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressJsonTest {
  private final AtomicLong nanos = new AtomicLong();
  private final StringWriter printed = new StringWriter();
  private final Progress progress = new ProgressJson(new PrintWriter(printed), nanos::get);

  @Test
  void task_thatBeginsAndEnds_isToldBothTimes() {
    progress.advance("public.t", 0, 100);
    progress.advance("public.t", 100, 100);

    assertThat(printed.toString().lines())
        .containsExactly(
            "{\"task\":\"public.t\",\"bytes\":0,\"expectedBytes\":100,\"done\":false}",
            "{\"task\":\"public.t\",\"bytes\":100,\"expectedBytes\":100,\"done\":true}");
  }

  @Test
  void task_underWay_isToldOnceASecond() {
    for (int i = 0; i < 100; i++) {
      progress.advance("a", i, 1_000);
      progress.advance("b", i, 0);
      nanos.addAndGet(Duration.ofMillis(100).toNanos());
    }

    assertThat(printed.toString().lines()).hasSize(20);
  }

  @Test
  void allTasks_afterAWhile_haveSecondsLeft() {
    progress.advance(Progress.ALL, 1, 4);
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    progress.advance(Progress.ALL, 2, 4);

    assertThat(printed.toString().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).doesNotContain("secondsLeft"),
            line -> assertThat(line).contains("\"secondsLeft\":10"));
  }

  @Test
  void task_anyName_isOneLine() {
    progress.advance("a\n\"b\"\u001b\u2028", 1, 2);

    assertThat(printed.toString().lines()).hasSize(1);
    assertThat(printed.toString()).contains("a\\n\\\"b\\\"\\u001B");
  }
}
