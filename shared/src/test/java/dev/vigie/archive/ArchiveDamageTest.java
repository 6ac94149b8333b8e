package dev.vigie.archive;

import static dev.vigie.archive.ArchiveBuilder.entry;
import static dev.vigie.archive.ArchiveBuilder.otherData;
import static dev.vigie.archive.ArchiveBuilder.tableData;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveDamageTest {
  private static void assertDamaged(ArchiveBuilder archive, String message) {
    assertDamaged(archive.build(), message);
  }

  private static void assertDamaged(byte[] archive, String message) {
    for (int piece : new int[] {1, Math.max(1, archive.length)}) {
      assertThatExceptionOfType(VigieException.class)
          .isThrownBy(() -> ArchiveReaderTest.read(archive, piece))
          .withMessageMatching("(?s)archive damaged at byte \\d+: .*")
          .withMessageContaining(message)
          .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_DAMAGED));
    }
  }

  private static void assertUnsupported(ArchiveBuilder archive, String message) {
    assertThatExceptionOfType(VigieException.class)
        .isThrownBy(() -> ArchiveReaderTest.read(archive))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_UNSUPPORTED));
  }

  private static ArchiveBuilder twoTables() {
    return new ArchiveBuilder(16).entry(tableData(3, "one")).entry(tableData(4, "two"));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LZ4")
  void archive_cutAnywhere_isDamaged(Compression compression) {
    byte[] archive =
        new ArchiveBuilder(16)
            .compression(compression)
            .entry(entry(1, "TABLE", "one", "CREATE TABLE one ()"))
            .entry(tableData(3, "one"))
            .entry(otherData(4, "BLOBS"))
            .rows(3, List.of("a", "b"))
            .largeObjects(4, Map.of(16400, "content".getBytes(UTF_8)))
            .build();
    ArchiveReaderTest.read(archive, archive.length);

    for (int length = 0; length < archive.length; length++) {
      assertDamaged(Arrays.copyOf(archive, length), "it ends");
    }
  }

  @Test
  void archive_cutBetweenBlocks_namesTheTableThatIsMissing() {
    assertDamaged(
        twoTables().rows(3, List.of("a")), "without the data of 1 entries, such as TABLE DATA");
  }

  @Test
  void bytes_behindTheLastBlock_areDamage() {
    assertDamaged(twoTables().rows(3, List.of()).rows(4, List.of()).raw(0), "type 0");
  }

  @Test
  void block_ofNoEntry_isDamage() {
    assertDamaged(twoTables().rows(5, List.of()), "dump id 5");
  }

  @Test
  void block_thatComesTwice_isDamage() {
    assertDamaged(twoTables().rows(3, List.of()).rows(3, List.of()), "dump id 3");
  }

  @Test
  void block_ofAnEntryWithoutData_isDamage() {
    assertDamaged(
        new ArchiveBuilder(16).entry(entry(3, "TABLE", "t", "")).rows(3, List.of()), "dump id 3");
  }

  @Test
  void block_ofTheWrongType_isDamage() {
    assertDamaged(twoTables().largeObjects(3, Map.of()), "type 3 for TABLE DATA public.one");
    assertDamaged(
        new ArchiveBuilder(16).entry(otherData(3, "BLOBS")).rows(3, List.of()), "type 1 for BLOBS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\n", "a", "\\.", "a\\.\n\n\n", "\\.a\n\n\n", "\\\\.\n\n\n"})
  void rows_withoutTheirEnd_areDamage(String copy) {
    assertDamaged(
        twoTables().data(3, copy.getBytes(UTF_8)),
        "the rows of TABLE DATA public.one do not end with \\.");
  }

  @Test
  void rows_behindTheirEnd_areDamage() {
    assertDamaged(twoTables().data(3, "a\n\\.\n\nb\n".getBytes(UTF_8)), "behind the end");
  }

  @Test
  void chunk_ofNegativeLength_isDamage() {
    assertDamaged(twoTables().raw(1, 0, 3, 0, 0, 0, 1, 7, 0, 0, 0), "length of a chunk: -7");
  }

  @Test
  void integer_withAnUnknownSign_isDamage() {
    assertDamaged(twoTables().raw(1, 2, 3, 0, 0, 0), "no integer: sign 2");
  }

  @Test
  void entries_beyondTheBound_areDamage() {
    byte[] archive = new ArchiveBuilder(16).build();
    archive[archive.length - 1] = 0x7f;

    assertDamaged(archive, "no number of entries: 2130706432");
  }

  @Test
  void text_beyondTheBound_isDamage() {
    byte[] archive = new ArchiveBuilder(16).build();
    // The database's name, behind 12 bytes and seven integers of 5; its length's top byte.
    archive[12 + 7 * 5 + 4] = 0x7f;

    assertDamaged(archive, "no length of a text: 2130706436");
  }

  @Test
  void creation_onTheThirtySecondOfAMonth_isDamage() {
    byte[] archive = new ArchiveBuilder(16).build();
    archive[12 + 3 * 5 + 1] = 32;

    assertDamaged(archive, "no time of creation");
  }

  @Test
  void dumpId_thatComesTwice_isDamage() {
    assertDamaged(
        new ArchiveBuilder(16).entry(entry(3, "TABLE", "a", "")).entry(entry(3, "TABLE", "b", "")),
        "a second entry with the dump id 3");
  }

  @Test
  void zlibStream_withBytesBehindItsEnd_isDamage() {
    byte[] archive =
        new ArchiveBuilder(16)
            .compression(Compression.GZIP)
            .chunkSize(1000)
            .entry(tableData(3, "t"))
            .rows(3, List.of("a"))
            .build();
    int zero = archive.length - 5;
    byte[] longer = Arrays.copyOf(archive, archive.length + 6);
    System.arraycopy(new byte[] {0, 1, 0, 0, 0, 9}, 0, longer, zero, 6);
    System.arraycopy(archive, zero, longer, zero + 6, 5);

    assertDamaged(longer, "bytes behind the end of a zlib stream");
  }

  @Test
  void controlCharacters_inAName_areNotInTheMessage() {
    assertDamaged(
        new ArchiveBuilder(16).entry(tableData(3, "a\n\u001b[31mb")), "TABLE DATA public.a??[31mb");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 11, 17})
  void version_thatIsUnknown_isUnsupported(int minorVersion) {
    assertUnsupported(new ArchiveBuilder(minorVersion), "format version 1." + minorVersion);
  }

  @Test
  void compression_lz4_isUnsupportedWhereThereIsData() {
    ArchiveReaderTest.read(new ArchiveBuilder(16).compression(Compression.LZ4));

    assertUnsupported(
        new ArchiveBuilder(16)
            .compression(Compression.LZ4)
            .entry(tableData(3, "t"))
            .rows(3, List.of()),
        "lz4");
  }

  @Test
  void reader_afterAFailure_throwsItAgain() {
    ArchiveReader reader = new ArchiveReader();
    byte[] noArchive = "PGDUMP".getBytes(UTF_8);
    VigieException first = thrown(() -> reader.feed(noArchive, 0, noArchive.length));

    assertThat(thrown(() -> reader.feed(noArchive, 0, 1))).isSameAs(first);
    assertThat(thrown(reader::finish)).isSameAs(first);
  }

  private static VigieException thrown(Runnable call) {
    try {
      call.run();
    } catch (VigieException e) {
      return e;
    }
    throw new AssertionError("nothing was thrown");
  }
}
