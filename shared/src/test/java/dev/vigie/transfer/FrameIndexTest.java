package dev.vigie.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.transfer.FrameIndex.Range;
import org.junit.jupiter.api.Test;

class FrameIndexTest {
  private final FrameIndex frames = new FrameIndex();

  FrameIndexTest() {
    frames.begin(0, 0);
    frames.begin(100, 10);
    frames.begin(300, 40);
    frames.end(350, 45);
  }

  @Test
  void of_rangeWithinAFrame_isThatFrame() {
    assertThat(frames.of(100, 200)).isEqualTo(new Range(10, 30, 0));
    assertThat(frames.of(150, 50)).isEqualTo(new Range(10, 30, 50));
    assertThat(frames.of(310, 40)).isEqualTo(new Range(40, 5, 10));
  }

  @Test
  void of_rangeOverSeveral_isAllOfThem() {
    assertThat(frames.of(99, 202)).isEqualTo(new Range(0, 45, 99));
    assertThat(frames.of(0, 101)).isEqualTo(new Range(0, 40, 0));
  }

  @Test
  void of_nothing_isTheFrameItWouldBeginIn() {
    assertThat(frames.of(100, 0)).isEqualTo(new Range(10, 30, 0));
    assertThat(frames.of(350, 0)).isEqualTo(new Range(40, 5, 50));
  }

  @Test
  void of_rangeBehindTheEnd_isRefused() {
    assertThatThrownBy(() -> frames.of(300, 51)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> frames.of(-1, 5)).isInstanceOf(IllegalArgumentException.class);
  }
}
