package dev.vigie.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LineFeedTest {
  /** Bytes next to a line feed in value, and those whose top bit confuses careless arithmetic. */
  private static final byte[] OTHERS = {0, 9, 11, (byte) 0x80, (byte) 0x8a, (byte) 0xff};

  @Test
  void indexOf_everyPlaceAndRange_isTheFirstLineFeed() {
    for (byte other : OTHERS) {
      for (int place = 0; place < 40; place++) {
        byte[] bytes = new byte[40];
        Arrays.fill(bytes, other);
        bytes[place] = '\n';
        bytes[39] = '\n';
        for (int from = 0; from <= place; from++) {
          assertThat(LineFeed.indexOf(bytes, from, 40)).isEqualTo(place);
          assertThat(LineFeed.indexOf(bytes, from, place)).isEqualTo(-1);
        }
      }
    }
  }
}
