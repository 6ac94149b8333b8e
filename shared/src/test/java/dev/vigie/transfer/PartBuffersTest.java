package dev.vigie.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.transfer.PartBuffers.Buffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class PartBuffersTest {
  private static final int MIB = 1024 * 1024;
  private static final PartSizePlan FIVE = PartSizePlan.from(5 * MIB);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 12})
  void forUploads_anyNumber_haveOneEachAtOnce(int uploads) {
    try (PartBuffers buffers = PartBuffers.forUploads(uploads)) {
      for (int i = 0; i < uploads; i++) {
        assertThat(buffers.begin().size()).isBetween(5 * MIB, 8 * MIB);
      }
    }
  }

  @Test
  void borrow_noRoom_isEmptyUntilOneCameBack() {
    PartBuffers buffers = PartBuffers.of(12L * MIB, 1, FIVE);
    buffers.begin();
    Buffer lent = buffers.borrow(5 * MIB).orElseThrow();
    assertThat(buffers.borrow(5 * MIB)).isEmpty();

    buffers.giveBack(lent);

    assertThat(buffers.borrow(5 * MIB)).contains(lent);
  }

  @Test
  void begin_allIsLent_waitsAndComesFirst() throws Exception {
    PartBuffers buffers = PartBuffers.of(10L * MIB, 2, FIVE);
    buffers.begin();
    Buffer lent = buffers.borrow(5 * MIB).orElseThrow();

    CompletableFuture<Buffer> second = CompletableFuture.supplyAsync(buffers::begin);
    assertThat(second).isNotDone();
    buffers.giveBack(lent);

    assertThat(second.get().size()).isEqualTo(5 * MIB);
    assertThat(buffers.borrow(5 * MIB)).isEmpty();
  }

  @Test
  void grow_whatOthersMayNeed_isLeftToThem() {
    PartBuffers buffers = PartBuffers.of(20L * MIB, 2, FIVE);
    Buffer own = buffers.begin();

    assertThat(buffers.grow(own, 16 * MIB)).isEmpty();
    Optional<Buffer> larger = buffers.grow(own, 10 * MIB);

    assertThat(larger).isPresent();
    assertThat(buffers.begin().size()).isEqualTo(5 * MIB);
    buffers.end(larger.get());
  }

  @Test
  void begin_moreThanWerePromised_isRefused() {
    PartBuffers buffers = PartBuffers.of(20L * MIB, 1, FIVE);
    buffers.begin();

    assertThatThrownBy(buffers::begin).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> PartBuffers.of(9L * MIB, 2, FIVE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
