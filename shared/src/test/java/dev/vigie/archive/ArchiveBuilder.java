package dev.vigie.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Writes archives of pg_dump's custom format, of any version, as pg_dump does on a pipe. */
final class ArchiveBuilder {
  private final int minorVersion;
  private int integerSize = 4;
  private int offsetSize = 8;
  private Compression compression = Compression.NONE;
  private int chunkSize = 37;
  private final List<byte[]> entries = new ArrayList<>();
  private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();

  ArchiveBuilder(int minorVersion) {
    this.minorVersion = minorVersion;
  }

  /** Sizes of integers and offsets; before any entry and block. */
  ArchiveBuilder sizes(int integers, int offsets) {
    integerSize = integers;
    offsetSize = offsets;
    return this;
  }

  ArchiveBuilder compression(Compression value) {
    compression = value;
    return this;
  }

  /** The longest chunk, in bytes of the archive. */
  ArchiveBuilder chunkSize(int value) {
    chunkSize = value;
    return this;
  }

  ArchiveBuilder entry(TocEntry entry) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    integer(out, entry.dumpId());
    integer(out, entry.hasData() ? 1 : 0);
    text(out, Long.toString(entry.tableOid()));
    text(out, Long.toString(entry.oid()));
    text(out, entry.tag());
    text(out, entry.description());
    integer(out, entry.section().number());
    text(out, entry.definition());
    text(out, entry.dropStatement());
    text(out, entry.copyStatement().isEmpty() ? null : entry.copyStatement());
    text(out, entry.namespace().isEmpty() ? null : entry.namespace());
    text(out, entry.tablespace());
    if (minorVersion >= 14) {
      text(out, entry.tableAccessMethod());
    }
    if (minorVersion >= 16) {
      integer(out, entry.relationKind());
    }
    text(out, entry.owner());
    text(out, "false");
    entry.dependencies().forEach(each -> text(out, each.toString()));
    text(out, null);
    out.write(entry.hasData() ? 1 : 3);
    out.writeBytes(new byte[offsetSize]);
    entries.add(out.toByteArray());
    return this;
  }

  /** A data block of type 1. */
  ArchiveBuilder data(int dumpId, byte[] data) {
    blocks.write(1);
    integer(blocks, dumpId);
    chunks(data);
    return this;
  }

  /** A data block with these rows and the end that pg_dump gives them. */
  ArchiveBuilder rows(int dumpId, List<String> rows) {
    StringBuilder copy = new StringBuilder();
    rows.forEach(row -> copy.append(row).append('\n'));
    return data(dumpId, copy.append("\\.\n\n\n").toString().getBytes(UTF_8));
  }

  /** A data block of type 3. */
  ArchiveBuilder largeObjects(int dumpId, Map<Integer, byte[]> objects) {
    blocks.write(3);
    integer(blocks, dumpId);
    objects.forEach(
        (oid, content) -> {
          integer(blocks, oid);
          chunks(content);
        });
    integer(blocks, 0);
    return this;
  }

  /** Bytes where a data block may begin. */
  ArchiveBuilder raw(int... octets) {
    for (int octet : octets) {
      blocks.write(octet);
    }
    return this;
  }

  byte[] build() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(out);
    integer(out, entries.size());
    entries.forEach(out::writeBytes);
    out.writeBytes(blocks.toByteArray());
    return out.toByteArray();
  }

  /** The fixed bytes, then 2026-11-23 04:05:06 as C's struct tm has it, then the three texts. */
  private void header(ByteArrayOutputStream out) {
    out.writeBytes("PGDMP".getBytes(UTF_8));
    out.writeBytes(
        new byte[] {1, (byte) minorVersion, 0, (byte) integerSize, (byte) offsetSize, 1});
    if (minorVersion >= 15) {
      out.write(compression.number());
    } else {
      integer(out, compression == Compression.NONE ? 0 : -1);
    }
    for (int each : new int[] {6, 5, 4, 23, 10, 126, 0}) {
      integer(out, each);
    }
    text(out, "shop");
    text(out, "15.18");
    text(out, "15.18 (Debian)");
  }

  private void integer(ByteArrayOutputStream out, int value) {
    long magnitude = Math.abs((long) value);
    out.write(value < 0 ? 1 : 0);
    for (int i = 0; i < integerSize; i++) {
      out.write((int) (magnitude >>> (8 * i)));
    }
  }

  private void text(ByteArrayOutputStream out, @Nullable String value) {
    if (value == null) {
      integer(out, -1);
      return;
    }
    byte[] bytes = value.getBytes(UTF_8);
    integer(out, bytes.length);
    out.writeBytes(bytes);
  }

  private void chunks(byte[] data) {
    byte[] packed =
        switch (compression) {
          case NONE, LZ4 -> data;
          case GZIP -> deflated(data);
          case ZSTD -> Zstd.compress(data);
        };
    for (int from = 0; from < packed.length; from += chunkSize) {
      int length = Math.min(chunkSize, packed.length - from);
      integer(blocks, length);
      blocks.write(packed, from, length);
    }
    integer(blocks, 0);
  }

  private static byte[] deflated(byte[] data) {
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(data);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    }
  }

  /** An entry without data. */
  static TocEntry entry(int dumpId, String description, String tag, String definition) {
    return entry(dumpId, description, tag, definition, "", Section.PRE_DATA, false);
  }

  /** A table's rows. */
  static TocEntry tableData(int dumpId, String tag) {
    return entry(
        dumpId, "TABLE DATA", tag, "", "COPY public.t (a) FROM stdin;\n", Section.DATA, true);
  }

  /** Data that is not rows. */
  static TocEntry otherData(int dumpId, String description) {
    return entry(dumpId, description, "x", "", "", Section.DATA, true);
  }

  private static TocEntry entry(
      int dumpId,
      String description,
      String tag,
      String definition,
      String copyStatement,
      Section section,
      boolean hasData) {
    return new TocEntry(
        dumpId,
        1259,
        16384L + dumpId,
        tag,
        description,
        section,
        definition,
        "DROP ALL;",
        copyStatement,
        "public",
        "",
        "",
        '\0',
        "owner",
        List.of(1, 2),
        hasData);
  }
}
