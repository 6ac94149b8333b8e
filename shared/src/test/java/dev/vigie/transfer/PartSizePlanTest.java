package dev.vigie.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.storage.MultipartUpload;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartSizePlanTest {
  private static final int MIB = 1024 * 1024;
  private static final long SEED = 20261123;

  @Test
  void standard_isAsDocumented() {
    PartSizePlan plan = PartSizePlan.STANDARD;

    assertThat(plan.sizeOf(1)).isEqualTo(8 * MIB);
    assertThat(plan.sizeOf(1_000)).isEqualTo(8 * MIB);
    assertThat(plan.sizeOf(1_001)).isEqualTo(16 * MIB);
    assertThat(plan.sizeOf(2_001)).isEqualTo(32 * MIB);
    assertThat(plan.sizeOf(10_000)).isEqualTo(32 * MIB);
    assertThat(plan.capacity()).isEqualTo(280_000L * MIB);
  }

  @Test
  void anyPlan_neverShrinksAndKeepsItsBounds() {
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      int first = MultipartUpload.MIN_PART_BYTES + random.nextInt(1 << 28);
      int max = first + random.nextInt(Integer.MAX_VALUE - first);
      PartSizePlan plan = new PartSizePlan(first, 1 + random.nextInt(2_000), max);
      long sum = 0;
      int before = first;
      for (int number = 1; number <= MultipartUpload.MAX_PARTS; number++) {
        int size = plan.sizeOf(number);
        assertThat(size).isBetween(before, max);
        before = size;
        sum += size;
      }
      assertThat(plan.capacity()).isEqualTo(sum);
    }
  }

  @Test
  void plan_sizesThatS3Refuses_isRefused() {
    assertThatThrownBy(() -> new PartSizePlan(5 * MIB - 1, 1, 5 * MIB))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PartSizePlan(5 * MIB, 0, 5 * MIB))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PartSizePlan(6 * MIB, 1, 5 * MIB))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PartSizePlan.STANDARD.sizeOf(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PartSizePlan.STANDARD.sizeOf(10_001))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
