package dev.vigie.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
  @Test
  void row_thatIsEmpty_hasThePublishedHashOfNothing() {
    RowSum sum = new RowSum();
    sum.add(new byte[0], 0, 0);

    // xxhsum -H2 of an empty file.
    assertThat(sum.fingerprint()).hasToString("xxh3-128-sum:99aa06d3014798d86001c324468d497f");
  }

  @Test
  void row_inPieces_hasTheHashOfTheWhole() {
    Random random = new Random(7);
    RowSum pieces = new RowSum();
    for (int length = 0; length < 2000; length++) {
      byte[] row = new byte[length];
      random.nextBytes(row);
      RowSum whole = new RowSum();
      whole.add(row, 0, length);
      Fingerprint before = pieces.fingerprint();

      int cut = random.nextInt(length + 1);
      pieces.addPiece(row, 0, cut);
      pieces.addPiece(row, cut, length - cut);
      pieces.addPieces();

      assertThat(pieces.fingerprint())
          .as("length %d", length)
          .isEqualTo(before.plus(whole.fingerprint()));
    }
  }

  @Test
  void plus_withCarry_isAdditionModulo2To128() {
    Fingerprint most = new Fingerprint(-1, -1);

    assertThat(most.plus(new Fingerprint(0, 1))).isEqualTo(Fingerprint.EMPTY);
    assertThat(new Fingerprint(1, -1).plus(new Fingerprint(2, -1)))
        .isEqualTo(new Fingerprint(4, -2));
  }

  @Test
  void plus_ofTwoRanges_isTheFingerprintOfTheWhole() {
    byte[] rows = "abcdef".getBytes(UTF_8);
    RowSum whole = new RowSum();
    RowSum[] halves = {new RowSum(), new RowSum()};
    for (int i = 0; i < rows.length; i++) {
      whole.add(rows, i, 1);
      halves[i % 2].add(rows, i, 1);
    }

    assertThat(halves[1].fingerprint().plus(halves[0].fingerprint()))
        .isEqualTo(whole.fingerprint());
  }

  @Test
  void parse_ofPrinted_isTheSame() {
    Fingerprint fingerprint = new Fingerprint(0x0123456789abcdefL, 0xfL);

    assertThat(fingerprint).hasToString("xxh3-128-sum:0123456789abcdef000000000000000f");
    assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789abcdef000000000000000f",
        "xxh3-128-sum:0123456789ABCDEF000000000000000F",
        "xxh3-128-sum:0123456789abcdef000000000000000",
        "xxh3-128-sum:0123456789abcdef000000000000000g",
        "xxh3-128-sum:0123456789abcdef000000000000000ff"
      })
  void parse_ofAnythingElse_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Fingerprint.parse(text));
  }
}
