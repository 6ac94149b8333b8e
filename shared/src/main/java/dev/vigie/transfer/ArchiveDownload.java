package dev.vigie.transfer;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.ObjectStore;
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
  private final StoredArchive archive;
  private final DigestingStream stored;
  private final InputStream content;
  private long bytes;

  private ArchiveDownload(StoredArchive archive, DigestingStream stored, InputStream content) {
    this.archive = archive;
    this.stored = stored;
    this.content = content;
  }

  /**
   * Opens the archive.
   *
   * @throws VigieException {@code OBJECT_UNKNOWN} if the object is gone, {@code CHECKSUM_MISMATCH}
   *     if it has another size
   */
  public static ArchiveDownload open(ObjectStore store, StoredArchive archive) {
    ResumingStream source = new ResumingStream(store, archive.key(), archive.storedBytes());
    try {
      checkSize(archive, source);
      DigestingStream stored = new DigestingStream(source);
      return new ArchiveDownload(archive, stored, new ZstdInputStreamNoFinalizer(stored));
    } catch (IOException e) {
      throw damaged(archive, e);
    }
  }

  private static void checkSize(StoredArchive archive, ResumingStream source) throws IOException {
    OptionalLong size = source.objectSize();
    if (size.isPresent() && size.getAsLong() != archive.storedBytes()) {
      source.close();
      throw new IOException(
          "it has %d bytes, but the manifest says %d"
              .formatted(size.getAsLong(), archive.storedBytes()));
    }
  }

  /**
   * The next bytes of the content.
   *
   * @return how many were read, or -1 at the end
   * @throws VigieException {@code CHECKSUM_MISMATCH} if they are no zstd stream, {@code
   *     STORAGE_UNAVAILABLE} if they cannot be read
   */
  public int read(byte[] buffer) {
    try {
      int read = content.read(buffer);
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

  private static VigieException damaged(StoredArchive archive, IOException cause) {
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
