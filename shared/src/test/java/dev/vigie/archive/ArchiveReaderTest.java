package dev.vigie.archive;

import static dev.vigie.archive.ArchiveBuilder.entry;
import static dev.vigie.archive.ArchiveBuilder.otherData;
import static dev.vigie.archive.ArchiveBuilder.tableData;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.ByteArrayOutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveReaderTest {
  static ArchiveContents read(byte[] archive, int piece) {
    try (ArchiveReader reader = new ArchiveReader()) {
      for (int from = 0; from < archive.length; from += piece) {
        reader.feed(archive, from, Math.min(piece, archive.length - from));
      }
      return reader.finish();
    }
  }

  static ArchiveContents read(ArchiveBuilder archive) {
    byte[] bytes = archive.build();
    return read(bytes, bytes.length);
  }

  private static Fingerprint sum(List<byte[]> rows) {
    Fingerprint sum = Fingerprint.EMPTY;
    for (byte[] row : rows) {
      HashValue128 hash = Hashing.xxh3_128().hashBytesTo128Bits(row);
      sum =
          sum.plus(new Fingerprint(hash.getMostSignificantBits(), hash.getLeastSignificantBits()));
    }
    return sum;
  }

  private static Fingerprint sumOf(List<String> rows) {
    return sum(rows.stream().map(row -> row.getBytes(UTF_8)).toList());
  }

  private static ArchiveBuilder everything(int minorVersion, Compression compression) {
    Map<Integer, byte[]> objects = new TreeMap<>();
    objects.put(16401, "a large object".getBytes(UTF_8));
    objects.put(16402, new byte[0]);
    objects.put(-5, new byte[3000]);
    return new ArchiveBuilder(minorVersion)
        .compression(compression)
        .entry(entry(1, "ENCODING", "ENCODING", "SET client_encoding = 'UTF8';\n"))
        .entry(entry(4, "TABLE", "größe \"x\"\ny", "CREATE TABLE …"))
        .entry(tableData(7, "größe \"x\"\ny"))
        .entry(tableData(8, "empty"))
        .entry(otherData(9, "BLOBS"))
        .entry(otherData(10, "TABLE DATA"))
        .rows(7, List.of("1\tone", "", "2\t\\\\.", "3\t" + "x".repeat(5000)))
        .rows(8, List.of())
        .largeObjects(9, objects)
        .data(10, "INSERT INTO t VALUES (1);\n".getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 13, 14, 15, 16})
  void header_everyVersion_isRead(int minorVersion) {
    TableOfContents toc = read(everything(minorVersion, Compression.NONE)).tableOfContents();

    assertThat(toc.minorVersion()).isEqualTo(minorVersion);
    assertThat(toc.compression()).isEqualTo(Compression.NONE);
    assertThat(toc.created()).isEqualTo(LocalDateTime.of(2026, 11, 23, 4, 5, 6));
    assertThat(toc.database()).isEqualTo("shop");
    assertThat(toc.serverVersion()).isEqualTo("15.18");
    assertThat(toc.dumpVersion()).isEqualTo("15.18 (Debian)");
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 13, 14, 15, 16})
  void entry_everyVersion_isReadWhole(int minorVersion) {
    TocEntry table =
        new TocEntry(
            4,
            1259,
            4_294_967_295L,
            "größe \"x\"\ny",
            "TABLE",
            Section.PRE_DATA,
            "CREATE TABLE …",
            "DROP TABLE …",
            "",
            "schema",
            "fast",
            minorVersion >= 14 ? "heap" : "",
            minorVersion >= 16 ? 'p' : '\0',
            "owner",
            List.of(3, 2, 2_147_483_647),
            false);

    ArchiveContents contents = read(new ArchiveBuilder(minorVersion).entry(table));

    assertThat(contents.tableOfContents().entries()).containsExactly(table);
    assertThat(contents.blocks()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LZ4")
  void blocks_everyCompression_areCountedAndFingerprinted(Compression compression) {
    ArchiveContents contents = read(everything(16, compression));

    assertThat(contents.tables()).hasSize(2);
    TableContent table = contents.tables().getFirst();
    assertThat(table.entry().dumpId()).isEqualTo(7);
    assertThat(table.rows()).isEqualTo(4);
    assertThat(table.bytes()).isEqualTo(6 + 1 + 6 + 5003);
    assertThat(table.fingerprint())
        .isEqualTo(sumOf(List.of("3\t" + "x".repeat(5000), "2\t\\\\.", "", "1\tone")));
    assertThat(contents.tables().getLast().rows()).isZero();
    assertThat(contents.tables().getLast().fingerprint()).isEqualTo(Fingerprint.EMPTY);
    assertThat(contents.blocks().getLast().bytes()).isEqualTo(26);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LZ4")
  void row_largerThanEveryBuffer_isFingerprinted(Compression compression) {
    List<String> rows = List.of("x".repeat(3_000_000), "y", "z".repeat(1 << 20));
    ArchiveBuilder archive =
        new ArchiveBuilder(15)
            .compression(compression)
            .chunkSize(10_000_000)
            .entry(tableData(3, "t"))
            .rows(3, rows);

    TableContent table = read(archive.build(), 1 << 16).tables().getFirst();

    assertThat(table.rows()).isEqualTo(3);
    assertThat(table.fingerprint()).isEqualTo(sumOf(rows));
  }

  @Test
  void largeObjects_withEmptyOneAndHighOid_areFingerprintedWithTheirOids() {
    ArchiveContents contents = read(everything(16, Compression.NONE));

    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.writeBytes(new byte[] {0, 0, 0x40, 0x11});
    first.writeBytes("a large object".getBytes(UTF_8));
    byte[] high = new byte[3004];
    high[0] = high[1] = high[2] = -1;
    high[3] = -5;
    assertThat(contents.largeObjects()).isEqualTo(3);
    assertThat(contents.largeObjectFingerprint())
        .isEqualTo(sum(List.of(first.toByteArray(), new byte[] {0, 0, 0x40, 0x12}, high)));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LZ4")
  void pieces_ofAnySize_giveTheSameContents(Compression compression) {
    byte[] archive = everything(15, compression).build();
    ArchiveContents whole = read(archive, archive.length);

    for (int piece : new int[] {1, 2, 3, 5, 7, 64, 101, 4096}) {
      assertThat(read(archive, piece)).as("pieces of %d bytes", piece).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void sizes_ofIntegersAndOffsets_areTakenFromTheHeader(int size) {
    ArchiveBuilder archive =
        new ArchiveBuilder(14).sizes(size, size).entry(tableData(3, "t")).rows(3, List.of("a"));

    assertThat(read(archive).tables().getFirst().rows()).isEqualTo(1);
  }

  @Test
  void archives_ofRandomRows_matchTheirRowsInAnyOrderAndCut() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<String> rows = randomRows(random);
      ArchiveBuilder archive =
          new ArchiveBuilder(12 + random.nextInt(5))
              .compression(random.nextBoolean() ? Compression.NONE : Compression.GZIP)
              .chunkSize(1 + random.nextInt(300))
              .entry(tableData(3, "t"))
              .rows(3, rows);
      Collections.shuffle(rows, random);

      TableContent table = read(archive.build(), 1 + random.nextInt(500)).tables().getFirst();

      assertThat(table.rows()).as("seed %d", seed).isEqualTo(rows.size());
      assertThat(table.fingerprint()).as("seed %d", seed).isEqualTo(sumOf(rows));
    }
  }

  private static List<String> randomRows(Random random) {
    List<String> rows = new ArrayList<>();
    int count = random.nextInt(60);
    for (int i = 0; i < count; i++) {
      // Around the lengths where XXH3 changes its way: 16, 128, 240, 1024.
      int length = random.nextInt(1 << (1 + random.nextInt(11)));
      StringBuilder row = new StringBuilder();
      for (int j = 0; j < length; j++) {
        row.append((char) (' ' + random.nextInt(90)));
      }
      rows.add(row.toString().replace("\\.", "\\\\."));
    }
    return rows;
  }

  @Test
  void offsets_ofBlocks_followEachOtherUpToTheEnd() {
    List<Long> ends = new ArrayList<>();
    List<Long> begins = new ArrayList<>();
    byte[] archive = everything(16, Compression.NONE).build();
    ArchiveListener listener =
        new ArchiveListener() {
          @Override
          public void tableOfContentsRead(TableOfContents contents, long end) {
            ends.add(end);
          }

          @Override
          public void blockBegan(TocEntry entry, long offset) {
            begins.add(offset);
          }

          @Override
          public void blockEnded(BlockContent content) {
            ends.add(content.offset() + content.length());
          }
        };
    try (ArchiveReader reader = new ArchiveReader(listener)) {
      for (int i = 0; i < archive.length; i++) {
        int known = ends.size();
        reader.feed(archive, i, 1);
        if (ends.size() > known) {
          assertThat(ends.getLast()).as("told in the feed that holds it").isEqualTo(i + 1L);
        }
      }
      reader.finish();
    }

    assertThat(begins).hasSize(4).isEqualTo(ends.subList(0, 4));
    assertThat(ends.getLast()).isEqualTo(archive.length);
  }

  @Test
  void progress_isToldOnceAFeedWithinABlock() {
    List<Long> told = new ArrayList<>();
    ArchiveListener listener =
        new ArchiveListener() {
          @Override
          public void blockAdvanced(TocEntry entry, long bytes) {
            told.add(bytes);
          }
        };
    byte[] archive =
        new ArchiveBuilder(16).entry(tableData(3, "t")).rows(3, List.of("a".repeat(2000))).build();
    try (ArchiveReader reader = new ArchiveReader(listener)) {
      for (int from = 0; from < archive.length; from += 1000) {
        reader.feed(archive, from, Math.min(1000, archive.length - from));
      }
      reader.finish();
    }

    assertThat(told).hasSize(2).isSorted();
  }

  @Test
  void text_thatIsNotUtf8_isKeptByteForByte() {
    byte[] archive = new ArchiveBuilder(16).entry(entry(1, "TABLE", "caf?", "")).build();
    for (int i = 0; i < archive.length; i++) {
      if (archive[i] == '?') {
        archive[i] = (byte) 0xe9;
      }
    }

    assertThat(read(archive, 1).tableOfContents().entries().getFirst().tag()).isEqualTo("café");
  }

  @Test
  void reader_afterTheEnd_refusesMore() {
    byte[] archive = new ArchiveBuilder(16).build();
    ArchiveReader reader = new ArchiveReader();
    reader.feed(archive, 0, archive.length);
    reader.finish();

    assertThatIllegalStateException().isThrownBy(() -> reader.feed(archive, 0, 1));
  }
}
