package dev.vigie.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchiveExcerptTest {
  @ParameterizedTest
  @CsvSource({"12, 4, 4", "13, 8, 8", "14, 4, 8", "15, 8, 4", "16, 4, 8"})
  void excerpt_ofAnyVersionAndSize_isAnArchiveOfTheChosen(int version, int integers, int offsets) {
    byte[] archive = archive(version, integers, offsets);

    byte[] excerpt = ArchiveExcerpt.of(archive).only(id -> id == 3);

    TableOfContents contents = ArchiveReaderTest.read(excerpt, 1).tableOfContents();
    TableOfContents all = ArchiveExcerpt.of(archive).contents();
    assertThat(contents.entries()).extracting(TocEntry::dumpId).containsExactly(1, 3);
    assertThat(contents.entries().getLast()).isEqualTo(all.entries().get(2));
    assertThat(contents.serverVersion()).isEqualTo(all.serverVersion());
  }

  @Test
  void excerpt_withItsBlockBehind_holdsItsRows() {
    byte[] head = builder(16).build();
    byte[] whole = builder(16).rows(5, List.of("one", "two")).build();
    // The block, and the archive's end, stand behind the table of contents of either.
    byte[] block = Arrays.copyOfRange(whole, head.length, whole.length);

    byte[] excerpt = ArchiveExcerpt.of(whole).only(id -> id == 5);
    byte[] both = Arrays.copyOf(excerpt, excerpt.length + block.length);
    System.arraycopy(block, 0, both, excerpt.length, block.length);

    ArchiveContents contents = ArchiveReaderTest.read(both, 7);
    assertThat(contents.tables()).singleElement().extracting(TableContent::rows).isEqualTo(2L);
    assertThat(new String(both, UTF_8)).contains("one\n").doesNotContain("CREATE TABLE");
  }

  @Test
  void excerpt_ofAll_isTheHeadItself() {
    byte[] archive = archive(16, 4, 8);

    assertThat(ArchiveExcerpt.of(archive).only(id -> true)).isEqualTo(archive);
  }

  @Test
  void excerpt_ofNothing_keepsWhatTheArchiveSaysOfItself() {
    byte[] excerpt = ArchiveExcerpt.of(archive(16, 4, 8)).only(id -> false);

    assertThat(ArchiveReaderTest.read(excerpt, 100).tableOfContents().entries())
        .extracting(TocEntry::description)
        .containsExactly("ENCODING");
  }

  @Test
  void head_cutAnywhere_isDamaged() {
    byte[] archive = archive(16, 4, 8);

    for (int length = 0; length < archive.length; length++) {
      byte[] cut = Arrays.copyOf(archive, length);
      assertThatThrownBy(() -> ArchiveExcerpt.of(cut))
          .isInstanceOfSatisfying(
              VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_DAMAGED));
    }
  }

  private static byte[] archive(int version, int integers, int offsets) {
    return entries(new ArchiveBuilder(version).sizes(integers, offsets)).build();
  }

  private static ArchiveBuilder builder(int version) {
    return entries(new ArchiveBuilder(version));
  }

  private static ArchiveBuilder entries(ArchiveBuilder builder) {
    return builder
        .entry(ArchiveBuilder.entry(1, "ENCODING", "ENCODING", "SET client_encoding = 'UTF8';"))
        .entry(ArchiveBuilder.entry(2, "TABLE", "one", "CREATE TABLE one (a text);"))
        .entry(ArchiveBuilder.entry(3, "TABLE", "two", "CREATE TABLE \"two\u00e9\" (a text);"))
        .entry(ArchiveBuilder.entry(4, "COMMENT", "TABLE two", "COMMENT …"))
        .entry(ArchiveBuilder.tableData(5, "one"));
  }
}
