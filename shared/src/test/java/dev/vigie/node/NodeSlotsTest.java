package dev.vigie.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSlotsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");

  @TempDir Path directory;

  @Test
  void slots_areNoMoreThanThereAre() {
    NodeSlots slots = slots(2);
    NodeSlots.Slot first = slots.tryToTake().orElseThrow();
    try (NodeSlots.Slot second = slots.tryToTake().orElseThrow()) {
      assertThat(second).isNotEqualTo(first);
      assertThat(slots.tryToTake()).isEmpty();
      first.close();
      slots.tryToTake().orElseThrow().close();
    }
  }

  @Test
  void backups_thatComeAtOnce_takeTurns() throws Exception {
    AtomicInteger working = new AtomicInteger();
    List<Future<Integer>> backups = new ArrayList<>();
    try (ExecutorService runners = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int runner = 0; runner < 4; runner++) {
        backups.add(
            runners.submit(
                () -> {
                  // Each its own, as each runner is a process of its own.
                  try (NodeSlots.Slot slot = slots(2).take("an operation", NOW.plusSeconds(60))) {
                    assertThat(slot.channel().isOpen()).isTrue();
                    int now = working.incrementAndGet();
                    working.decrementAndGet();
                    return now;
                  }
                }));
      }
    }
    for (Future<Integer> backup : backups) {
      assertThat(backup.resultNow()).isBetween(1, 2);
    }
  }

  @Test
  void backup_thatFindsNoneFreeInItsTime_failsAndSaysSo() {
    NodeSlots slots = slots(1);
    try (NodeSlots.Slot held = slots.tryToTake().orElseThrow()) {
      assertThat(held.channel().isOpen()).isTrue();
      assertThatThrownBy(() -> slots.take("an operation", NOW))
          .isInstanceOfSatisfying(
              VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_BUSY))
          .hasMessageContaining("none of this machine's 1 slots");
    }
  }

  @Test
  void backup_thatIsCancelledWhileItWaits_ends() {
    NodeSlots slots = slots(1);
    try (NodeSlots.Slot held = slots.tryToTake().orElseThrow()) {
      assertThat(held.channel().isOpen()).isTrue();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> slots.take("an operation", NOW.plusSeconds(60)))
          .isInstanceOfSatisfying(
              VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65", "two", "-1", "1.5"})
  void number_thatIsNone_isRefused(String number) {
    Map<String, String> environment = Map.of(NodeSlots.SLOTS_VARIABLE, number);
    assertThatThrownBy(() -> NodeSlots.fromEnvironment(environment, InstantSource.system()))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }

  @Test
  void machine_withoutTheSetting_hasNoBound() {
    assertThat(NodeSlots.fromEnvironment(Map.of(), InstantSource.system())).isEmpty();
    assertThat(NodeSlots.fromEnvironment(Map.of("VIGIE_SLOTS", "2"), InstantSource.system()))
        .get()
        .extracting(NodeSlots::directory, NodeSlots::slots)
        .containsExactly(Path.of("/run/vigie"), 2);
  }

  private NodeSlots slots(int number) {
    return new NodeSlots(directory.resolve("slots"), number, InstantSource.fixed(NOW));
  }
}
