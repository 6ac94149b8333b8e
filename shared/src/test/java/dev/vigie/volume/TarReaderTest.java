package dev.vigie.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 511, 512, 513, 1 << 20})
  void archive_inPiecesOfAnySize_isCounted(int piece) {
    byte[] archive =
        new TarBuilder()
            .entry('5', "./", "", "")
            .file("./a", "x".repeat(600))
            .longName("./" + "n".repeat(300))
            .file("./" + "n".repeat(98), "12345")
            .entry('1', "./further", "./a", "")
            .entry('2', "./link", "/etc", "")
            .build();

    assertThat(read(archive, piece)).isEqualTo(new TarReader.Contents(3, 605));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/passwd", "../x", "./a/../../x", "a/..", "..", "./..", "//x", "a/b/../c"})
  void name_thatLeadsOutOfTheDirectory_isRefused(String name) {
    refused(ErrorCode.ARCHIVE_DAMAGED, new TarBuilder().file(name, "x").build());
    refused(ErrorCode.ARCHIVE_DAMAGED, new TarBuilder().entry('5', name, "", "").build());
    refused(ErrorCode.ARCHIVE_DAMAGED, new TarBuilder().entry('1', "a", name, "").build());
    refused(ErrorCode.ARCHIVE_DAMAGED, new TarBuilder().longName(name).file("./good", "x").build());
  }

  @ParameterizedTest
  @CsvSource({"link/x, link", "./link//x, link", "link, ./link/", "a/link/b/c, ./a/./link"})
  void name_throughASymbolicLinkOfTheArchive_isRefused(String name, String link) {
    byte[] archive =
        new TarBuilder().entry('2', link, "/etc", "").file(name, "root::0:0::/:").build();

    refused(ErrorCode.ARCHIVE_DAMAGED, archive);
  }

  @Test
  void name_besideASymbolicLink_isTaken() {
    byte[] archive = new TarBuilder().entry('2', "link", "a", "").file("linked", "x").build();

    assertThat(read(archive, 512)).isEqualTo(new TarReader.Contents(1, 1));
  }

  // Devices and pipes; headers of POSIX's format, which could name an entry once more; sparse
  // files.
  @ParameterizedTest
  @ValueSource(chars = {'3', '4', '6', '7', 'x', 'g', 'S', 'M', 'V', '\n'})
  void entry_ofAnotherType_isRefused(char type) {
    refused(ErrorCode.ARCHIVE_UNSUPPORTED, new TarBuilder().entry(type, "a", "", "").build());
  }

  @Test
  void archive_withoutItsEnd_isDamaged() {
    byte[] whole = new TarBuilder().file("a", "x".repeat(1000)).unended();
    for (int length : new int[] {0, 100, 512, 1000, whole.length}) {
      byte[] cut = Arrays.copyOf(whole, length);
      refused(ErrorCode.ARCHIVE_DAMAGED, cut);
    }
  }

  @Test
  void archive_withSomethingBehindItsEnd_isDamaged() {
    TarBuilder builder = new TarBuilder().file("a", "x");
    builder.build();

    refused(ErrorCode.ARCHIVE_DAMAGED, builder.file("../b", "y").build());
  }

  @Test
  void header_withAnyByteChanged_isDamaged() {
    byte[] whole = new TarBuilder().file("a", "").build();
    for (int at = 0; at < 512; at++) {
      if (at == 155) {
        continue; // behind the end of the checksum's digits
      }
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> read(changed, 512))
          .as("byte %d", at)
          .isInstanceOf(VigieException.class);
    }
  }

  @Test
  void name_ofTheMessage_holdsNothingThatATerminalObeys() {
    assertThatThrownBy(() -> read(new TarBuilder().file("/\u001b[2J", "").build(), 512))
        .hasMessageContaining("/?[2J");
  }

  private static void refused(ErrorCode code, byte[] archive) {
    assertThatThrownBy(() -> read(archive, 512))
        .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static TarReader.Contents read(byte[] archive, int piece) {
    TarReader reader = new TarReader();
    for (int at = 0; at < archive.length; at += piece) {
      reader.feed(archive, at, Math.min(piece, archive.length - at));
    }
    return reader.finish();
  }
}
