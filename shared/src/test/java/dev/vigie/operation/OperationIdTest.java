package dev.vigie.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationIdTest {
  private static final long SEED = 20261123;

  @Test
  void of_sameRequest_isTheSameForEver() {
    Instant time = Instant.parse("2026-11-23T02:00:00.999Z");

    assertThat(OperationId.of(time, "backup", "main", "db", "token").value())
        .isEqualTo("20261123T020000Z-0e9ce10bfd");
    assertThat(OperationId.of(time, "a", "bc")).isNotEqualTo(OperationId.of(time, "ab", "c"));
    assertThat(OperationId.of(time, "a", "")).isNotEqualTo(OperationId.of(time, "a"));
  }

  @Test
  void of_anyTime_readsBackAndSortsByTime() {
    Random random = new Random(SEED);
    Set<String> values = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      Instant time = Instant.ofEpochSecond(random.nextLong(253_402_300_800L));
      OperationId id = OperationId.of(time, "test");

      assertThat(id.time()).isEqualTo(time);
      assertThat(id.value()).startsWith(OperationId.firstOf(time));
      assertThat(id.value().compareTo(OperationId.firstOf(time.plus(1, ChronoUnit.SECONDS))))
          .isNegative();
      values.add(id.value());
    }
    assertThat(values).hasSizeGreaterThan(19_900);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20261123T020000Z",
        "20261123T020000Z-7f3a9c04d",
        "20261123T020000Z-7f3a9c04d12",
        "20261123T020000Z-7F3A9C04D1",
        "20261123T020000Z-7f3a9c04d1\n",
        "../20261123T020000Z-7f3a9c04d1",
        "20261323T020000Z-7f3a9c04d1",
        "20260230T020000Z-7f3a9c04d1",
        "20261123T240000Z-7f3a9c04d1",
        "20261123T020060Z-7f3a9c04d1",
        "２0261123T020000Z-7f3a9c04d1",
      })
  void text_thatIsNoId_isRefused(String text) {
    assertThat(OperationId.isId(text)).isFalse();
    assertThatThrownBy(() -> new OperationId(text))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
  }

  @Test
  void of_whatCannotBeTold_isRefused() {
    assertThatThrownBy(() -> OperationId.of(Instant.EPOCH, "\ud83d"))
        .isInstanceOf(VigieException.class);
    assertThatThrownBy(() -> OperationId.of(Instant.EPOCH, "a\0b"))
        .isInstanceOf(VigieException.class);
    assertThatThrownBy(() -> OperationId.of(Instant.MAX, "a")).isInstanceOf(VigieException.class);
    assertThatThrownBy(() -> OperationId.of(Instant.MIN, "a")).isInstanceOf(VigieException.class);
  }

  @Test
  void message_ofALongText_isShort() {
    assertThatThrownBy(() -> new OperationId("x".repeat(1_000_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }
}
