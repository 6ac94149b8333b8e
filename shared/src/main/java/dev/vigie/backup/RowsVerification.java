package dev.vigie.backup;

import dev.vigie.archive.Fingerprint;
import dev.vigie.archive.RowsReader;
import dev.vigie.archive.RowsReader.Rows;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Archive;
import dev.vigie.catalog.Manifest.Part;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the rows that are read from archives of rows with what the manifest says of their
 * tables: a table may be in several, so only together. Not thread-safe.
 */
final class RowsVerification {
  /** What ends the rows: {@code \.} and a line feed. */
  private static final int END_BYTES = 3;

  private final Manifest manifest;
  private final Map<String, Rows> found = new HashMap<>();

  RowsVerification(Manifest manifest) {
    this.manifest = manifest;
  }

  /** Reads one archive, whose content it is fed. */
  final class Reader {
    private final Archive archive;
    private final Part part;
    private final RowsReader rows = new RowsReader();
    private long headLeft;

    private Reader(Archive archive, Part part) {
      this.archive = archive;
      this.part = part;
      this.headLeft = archive.object().bytes() - part.bytes() - END_BYTES;
    }

    void feed(byte[] buffer, int offset, int length) {
      int head = (int) Math.min(headLeft, length);
      headLeft -= head;
      rows.feed(buffer, offset + head, length - head);
    }

    /**
     * All has been fed.
     *
     * @throws VigieException {@code ARCHIVE_DAMAGED}, or {@code COMPARISON_FAILED} if the rows have
     *     another length than the manifest says
     */
    void finish() {
      Rows read = rows.finish();
      if (read.bytes() != part.bytes()) {
        throw differs(archive.name());
      }
      found.put(archive.name(), read);
    }
  }

  /**
   * Begins to read an archive.
   *
   * @throws VigieException {@code MANIFEST_INVALID} if it holds not exactly one part of one table
   */
  Reader reader(Archive archive) {
    List<Part> parts =
        manifest.tables().stream()
            .flatMap(table -> table.parts().stream())
            .filter(part -> part.archive().equals(archive.name()))
            .toList();
    if (parts.size() != 1 || archive.object().bytes() < parts.getFirst().bytes() + END_BYTES) {
      throw new VigieException(
          ErrorCode.MANIFEST_INVALID,
          "the manifest names %d parts of %s".formatted(parts.size(), archive.name()));
    }
    return new Reader(archive, parts.getFirst());
  }

  /**
   * Compares each table, once all archives have been read.
   *
   * @throws VigieException {@code COMPARISON_FAILED}
   */
  void compare() {
    for (Table table : manifest.tables()) {
      List<Part> parts =
          table.parts().stream().filter(part -> Manifest.isRows(part.archive())).toList();
      if (!parts.isEmpty() && !isOf(table, parts)) {
        throw differs(table.schema() + "." + table.name());
      }
    }
  }

  private boolean isOf(Table table, List<Part> parts) {
    Rows sum = new Rows(0, 0, Fingerprint.EMPTY);
    for (Part part : parts) {
      Rows rows = found.getOrDefault(part.archive(), new Rows(0, 0, Fingerprint.EMPTY));
      sum =
          new Rows(
              sum.rows() + rows.rows(),
              sum.bytes() + rows.bytes(),
              sum.fingerprint().plus(rows.fingerprint()));
    }
    return parts.size() == table.parts().size()
        && sum.rows() == table.rows()
        && sum.bytes() == table.bytes()
        && sum.fingerprint().toString().equals(table.fingerprint());
  }

  private static VigieException differs(String what) {
    return new VigieException(
        ErrorCode.COMPARISON_FAILED, "the rows of " + what + " are not those of the manifest");
  }
}
