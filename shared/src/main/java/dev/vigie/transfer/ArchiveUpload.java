package dev.vigie.transfer;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.ObjectStore;
import java.io.IOException;
import java.util.Map;

/**
 * One stream on its way into the bucket: compressed by zstd, digested, and sent in parts, in
 * bounded memory and without a local file. The object exists only once {@link #commit} returned;
 * closing before aborts, so that a producer that failed leaves nothing behind.
 *
 * <p>Not thread-safe.
 */
public final class ArchiveUpload implements AutoCloseable {
  /**
   * zstd's own default. On pg_dump's text it compresses better than zlib's level 6, which pg_dump
   * would use, at a fraction of its time; {@code bench/backup} shows both.
   */
  private static final int LEVEL = 3;

  /** One thread of zstd's beside the one that reads: on two cores more gain nothing. */
  private static final int COMPRESSION_THREADS = 1;

  private final String key;
  private final PartUploader uploader;
  private final ZstdOutputStreamNoFinalizer zstd;
  private long bytes;

  private ArchiveUpload(String key, PartUploader uploader, ZstdOutputStreamNoFinalizer zstd) {
    this.key = key;
    this.uploader = uploader;
    this.zstd = zstd;
  }

  /**
   * Begins an upload.
   *
   * @param tags of the object
   */
  public static ArchiveUpload begin(
      ObjectStore store, String key, Map<String, String> tags, PartSizePlan plan) {
    PartUploader uploader = new PartUploader(store.startUpload(key, tags), plan);
    try {
      ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(uploader.sink(), LEVEL);
      zstd.setChecksum(true);
      zstd.setWorkers(COMPRESSION_THREADS);
      return new ArchiveUpload(key, uploader, zstd);
    } catch (IOException e) {
      uploader.close();
      throw failed(key, e);
    }
  }

  /** Takes the next bytes; blocks while the network is slower. */
  public void write(byte[] source, int offset, int length) {
    try {
      zstd.write(source, offset, length);
      bytes += length;
    } catch (IOException e) {
      throw failed(key, e);
    }
  }

  /**
   * Ends the stream and makes the object visible.
   *
   * @throws VigieException {@code OBJECT_EXISTS} if there is an object of this key
   */
  public StoredArchive commit() {
    try {
      zstd.close();
    } catch (IOException e) {
      throw failed(key, e);
    }
    PartUploader.Completed completed = uploader.complete();
    return new StoredArchive(
        key,
        completed.object().versionId(),
        completed.object().etag(),
        bytes,
        uploader.bytes(),
        completed.sha256());
  }

  /** Aborts the upload unless it was committed. */
  @Override
  public void close() {
    // Closing zstd writes its end into the uploader, which is closed by then and takes no notice.
    try (zstd) {
      uploader.close();
    } catch (IOException e) {
      throw failed(key, e);
    }
  }

  private static VigieException failed(String key, IOException cause) {
    return new VigieException(ErrorCode.INTERNAL, "zstd failed on " + key, cause);
  }
}
