package dev.vigie.restore;

import dev.vigie.catalog.Manifest;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.ArchiveDownload;
import dev.vigie.transfer.RangeDownload;
import dev.vigie.transfer.StoredArchive;

/** The stored rows of one part of a table, and the head that tells their columns. */
sealed interface RowsSource extends AutoCloseable {
  /** The text before the rows; not proved before {@link #verify}. */
  byte[] head();

  /**
   * The next bytes of the rows.
   *
   * @return how many were read, or -1 at the end
   */
  int read(byte[] buffer);

  /**
   * Makes sure, at the end of the rows, that they are what was stored, as far as their source can
   * tell.
   *
   * @throws dev.vigie.error.VigieException {@code CHECKSUM_MISMATCH} if they are not
   */
  void verify();

  @Override
  void close();

  /** The whole archive is read, and proved by its SHA-256. */
  static RowsSource whole(ObjectStore store, StoredArchive archive, Manifest.Part part) {
    return new Whole(ArchiveDownload.openBehind(store, archive, part.offset()), part);
  }

  /** Two ranges are read, the head's and the rows', and proved by the checksums of their frames. */
  static RowsSource range(ObjectStore store, StoredArchive archive, Manifest.Part part) {
    return new Range(
        ArchiveDownload.head(store, archive, part.offset(), ArchiveDownload.MAX_HEAD_BYTES),
        RangeDownload.open(
            store, archive, part.offset(), part.storedBytes(), part.skip(), part.bytes()));
  }

  /** See {@link #whole}. */
  final class Whole implements RowsSource {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ArchiveDownload archive;
    private long left;

    private Whole(ArchiveDownload archive, Manifest.Part part) {
      this.archive = archive;
      this.left = part.bytes();
    }

    @Override
    public byte[] head() {
      return archive.head();
    }

    @Override
    public int read(byte[] buffer) {
      if (left == 0) {
        return -1;
      }
      int read = archive.read(buffer, (int) Math.min(buffer.length, left));
      left -= Math.max(read, 0);
      return read;
    }

    @Override
    public void verify() {
      byte[] rest = new byte[BUFFER_BYTES];
      int read;
      do {
        read = archive.read(rest, rest.length);
      } while (read >= 0);
      archive.verify();
    }

    @Override
    public void close() {
      archive.close();
    }
  }

  /** See {@link #range}. */
  final class Range implements RowsSource {
    private final byte[] head;
    private final RangeDownload rows;

    private Range(byte[] head, RangeDownload rows) {
      this.head = head;
      this.rows = rows;
    }

    @Override
    public byte[] head() {
      return head.clone();
    }

    @Override
    public int read(byte[] buffer) {
      return rows.read(buffer);
    }

    /** Its end was told only after the frames' checksums were right. */
    @Override
    public void verify() {}

    @Override
    public void close() {
      rows.close();
    }
  }
}
