package dev.vigie.transfer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.vigie.error.VigieException;
import dev.vigie.storage.ObjectStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A range of an archive's content, read by a range request alone. The SHA-256 in the manifest is
 * that of the whole object, so it cannot prove a part: what proves it is the checksum in each zstd
 * frame (RFC 8878, 3.1.1), which are all read to their ends, and then, for whoever reads rows, the
 * fingerprint in the manifest.
 *
 * <p>Not thread-safe.
 */
public final class RangeDownload implements AutoCloseable {
  private final StoredArchive archive;
  private final InputStream content;
  private long left;

  private RangeDownload(StoredArchive archive, InputStream content, long left) {
    this.archive = archive;
    this.content = content;
    this.left = left;
  }

  /**
   * Opens the range.
   *
   * @param offset byte of the object at which a zstd frame begins
   * @param storedBytes of whole frames from there
   * @param skip bytes of their content before the range
   * @param bytes of the range
   * @throws VigieException {@code OBJECT_UNKNOWN} if the object is gone, {@code CHECKSUM_MISMATCH}
   *     if it has another size, or no frame begins there
   */
  public static RangeDownload open(
      ObjectStore store,
      StoredArchive archive,
      long offset,
      long storedBytes,
      long skip,
      long bytes) {
    ResumingStream source = new ResumingStream(store, archive.key(), offset, storedBytes);
    InputStream opened = source;
    try {
      ArchiveDownload.checkSize(archive, source);
      opened = new ZstdInputStreamNoFinalizer(source);
      opened.skipNBytes(skip);
      return new RangeDownload(archive, opened, bytes);
    } catch (IOException e) {
      closeAfter(e, opened);
      throw ArchiveDownload.damaged(archive, e);
    }
  }

  /**
   * The next bytes of the range. That it has ended is told only after the rest of its last frame
   * was read and its checksum was right.
   *
   * @return how many were read, or -1 at the end
   * @throws VigieException {@code CHECKSUM_MISMATCH} if they are not what was stored, {@code
   *     STORAGE_UNAVAILABLE} if they cannot be read
   */
  public int read(byte[] buffer) {
    try {
      if (left == 0) {
        content.transferTo(OutputStream.nullOutputStream());
        return -1;
      }
      int read = content.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException("the frames end " + left + " bytes before the range does");
      }
      left -= read;
      return read;
    } catch (IOException e) {
      throw ArchiveDownload.damaged(archive, e);
    }
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw ArchiveDownload.damaged(archive, e);
    }
  }

  private static void closeAfter(IOException cause, InputStream source) {
    try {
      source.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
