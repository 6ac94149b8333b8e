package dev.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.probe.Health;
import dev.vigie.report.StatusSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks that come one after the other, some of which fail. */
class WatchTest {
  private final VigieException away =
      new VigieException(ErrorCode.STORAGE_UNAVAILABLE, "no connection");

  private final List<String> seen = new ArrayList<>();

  private final Watch.Viewer viewer =
      new Watch.Viewer() {
        @Override
        public void see(StatusSummary summary, boolean news) {
          seen.add((news ? "news of " : "again ") + summary.bucket());
        }

        @Override
        public void cannotSee(VigieException why) {
          seen.add(why.code().name());
        }
      };

  @AfterEach
  void forgetTheInterrupt() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void state_isNewsWhenItIsAnother() {
    watch(summary(0), summary(0), summary(1));

    assertThat(seen).containsExactly("news of memory", "again memory", "news of memory");
  }

  @Test
  void failure_thatPasses_isToldOnce() {
    watch(summary(0), away, away, summary(0), away);

    assertThat(seen)
        .containsExactly(
            "news of memory", "STORAGE_UNAVAILABLE", "again memory", "STORAGE_UNAVAILABLE");
  }

  @Test
  void failure_ofTheFirstLook_orOneThatStays_endsIt() {
    assertThatThrownBy(() -> watch(away)).isSameAs(away);
    VigieException denied = new VigieException(ErrorCode.STORAGE_DENIED, "not allowed");
    assertThatThrownBy(() -> watch(summary(0), denied)).isSameAs(denied);
  }

  /** Behind the last look the thread is interrupted, as Ctrl-C does it. */
  private void watch(Object... looks) {
    Iterator<Object> next = List.of(looks).iterator();
    Supplier<StatusSummary> look =
        () -> {
          Object now = next.next();
          if (!next.hasNext()) {
            Thread.currentThread().interrupt();
          }
          if (now instanceof VigieException failure) {
            throw failure;
          }
          return (StatusSummary) now;
        };
    try {
      new Watch(look, viewer, Duration.ofMillis(1)).untilInterrupted();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static StatusSummary summary(int more) {
    return new StatusSummary(
        Instant.EPOCH,
        "memory",
        Optional.empty(),
        Optional.empty(),
        Health.UNKNOWN,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        more,
        List.of(),
        0);
  }
}
