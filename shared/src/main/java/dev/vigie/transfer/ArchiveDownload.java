package dev.vigie.transfer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * One archive on its way out of the bucket: read, digested and decompressed as it passes. The bytes
 * are those that were stored only once {@link #verify} returned; whoever uses them earlier must be
 * able to take that back.
 *
 * <p>Not thread-safe.
 */
public final class ArchiveDownload implements AutoCloseable {
  /** What stands before the rows of one table is a few kilobytes: 1,600 names at the most. */
  public static final int MAX_HEAD_BYTES = 1024 * 1024;

  private final StoredArchive archive;
  private final DigestingStream stored;
  private final byte[] head;
  private final InputStream content;
  private long bytes;

  private ArchiveDownload(
      StoredArchive archive, DigestingStream stored, byte[] head, InputStream content) {
    this.archive = archive;
    this.stored = stored;
    this.head = head;
    this.content = content;
    this.bytes = head.length;
  }

  /**
   * Opens the archive.
   *
   * @throws VigieException {@code OBJECT_UNKNOWN} if the object is gone, {@code CHECKSUM_MISMATCH}
   *     if it has another size
   */
  public static ArchiveDownload open(ObjectStore store, StoredArchive archive) {
    return openBehind(store, archive, 0);
  }

  /**
   * Opens the archive, whose first zstd frames are a head of their own. {@link #read} begins behind
   * it.
   *
   * @param headStoredBytes where the head ends in the object, 0 to 1 MiB
   * @throws VigieException as {@link #open}, or {@code MANIFEST_INVALID} if no head is so large
   */
  public static ArchiveDownload openBehind(
      ObjectStore store, StoredArchive archive, long headStoredBytes) {
    if (headStoredBytes > MAX_HEAD_BYTES) {
      throw new VigieException(
          ErrorCode.MANIFEST_INVALID,
          "the head of %s would take %d bytes".formatted(archive.key(), headStoredBytes));
    }
    ResumingStream source = new ResumingStream(store, archive.key(), archive.storedBytes());
    try {
      checkSize(archive, source);
      DigestingStream stored = new DigestingStream(source);
      InputStream frames = new ByteArrayInputStream(stored.readNBytes((int) headStoredBytes));
      byte[] head = decompress(frames, MAX_HEAD_BYTES);
      return new ArchiveDownload(archive, stored, head, new ZstdInputStreamNoFinalizer(stored));
    } catch (IOException e) {
      throw damaged(archive, e);
    }
  }

  /**
   * The head alone, proved by the checksums of its frames only.
   *
   * @param storedBytes where the head ends in the object, 1 byte or more
   * @param most bytes of its content, 1 or more
   * @throws VigieException {@code OBJECT_UNKNOWN} if the object is gone, {@code CHECKSUM_MISMATCH}
   *     if the head is damaged or larger
   */
  public static byte[] head(ObjectStore store, StoredArchive archive, long storedBytes, int most) {
    try (ResumingStream source = new ResumingStream(store, archive.key(), 0, storedBytes)) {
      checkSize(archive, source);
      return decompress(source, most);
    } catch (IOException e) {
      throw damaged(archive, e);
    }
  }

  /**
   * The content of whole frames.
   *
   * @throws IOException if they are no zstd frames, or hold more
   */
  private static byte[] decompress(InputStream frames, int most) throws IOException {
    try (InputStream in = new ZstdInputStreamNoFinalizer(frames)) {
      byte[] content = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new IOException("its head is larger than " + most + " bytes");
      }
      return content;
    }
  }

  static void checkSize(StoredArchive archive, ResumingStream source) throws IOException {
    OptionalLong size = source.objectSize();
    if (size.isPresent() && size.getAsLong() != archive.storedBytes()) {
      source.close();
      throw new IOException(
          "it has %d bytes, but the manifest says %d"
              .formatted(size.getAsLong(), archive.storedBytes()));
    }
  }

  /** The head, decompressed; empty if the archive was opened without. */
  public byte[] head() {
    return head.clone();
  }

  /**
   * The next bytes of the content.
   *
   * @return how many were read, or -1 at the end
   * @throws VigieException {@code CHECKSUM_MISMATCH} if they are no zstd stream, {@code
   *     STORAGE_UNAVAILABLE} if they cannot be read
   */
  public int read(byte[] buffer) {
    return read(buffer, buffer.length);
  }

  /**
   * As {@link #read(byte[])}, but at most so many.
   *
   * @param most 1 to the buffer's length
   */
  public int read(byte[] buffer, int most) {
    try {
      int read = content.read(buffer, 0, most);
      bytes += Math.max(read, 0);
      return read;
    } catch (IOException e) {
      throw damaged(archive, e);
    }
  }

  /**
   * Compares length and SHA-256 of what was read with what the manifest says. Called after {@link
   * #read} gave -1.
   *
   * @throws VigieException {@code CHECKSUM_MISMATCH} if they differ
   */
  public void verify() {
    try {
      stored.drain();
    } catch (IOException e) {
      throw damaged(archive, e);
    }
    String actual = stored.sha256();
    if (!actual.equals(archive.sha256()) || bytes != archive.bytes()) {
      throw new VigieException(
          ErrorCode.CHECKSUM_MISMATCH,
          "%s is not what was stored: SHA-256 %s and %d bytes, but the manifest says %s and %d"
              .formatted(archive.key(), actual, bytes, archive.sha256(), archive.bytes()));
    }
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw damaged(archive, e);
    }
  }

  /** The failure that a failed read of the archive means. */
  static VigieException damaged(StoredArchive archive, IOException cause) {
    if (cause.getCause() instanceof VigieException refused) {
      return refused; // with the store's own code: the object is gone, or access to it
    }
    if (cause instanceof ResumingStream.GaveUp) {
      return new VigieException(
          ErrorCode.STORAGE_UNAVAILABLE, archive.key() + ": " + cause.getMessage(), cause);
    }
    return new VigieException(
        ErrorCode.CHECKSUM_MISMATCH,
        archive.key() + " is not what was stored: " + cause.getMessage(),
        cause);
  }
}
