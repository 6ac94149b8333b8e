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
 * <p>Not thread-safe; several may share the {@link PartBuffers}.
 */
public final class ArchiveUpload implements AutoCloseable {
  /**
   * One below zstd's own default. Of 590 MB of documents as COPY writes them (text, JSON, hashes)
   * it made 164 MB in 1.9 s of CPU time; level 3 178 MB in 4.0 s; level 1 160 MB in 1.7 s, but of
   * plainer rows it made 13% more than level 2; pg_dump's own zlib 189 MB in 16.5 s.
   */
  private static final int LEVEL = 2;

  private final String key;
  private final PartUploader uploader;
  private final ZstdOutputStreamNoFinalizer zstd;
  private final FrameIndex frames = new FrameIndex();
  private long bytes;
  private long frameStart;
  private boolean cut;

  private ArchiveUpload(String key, PartUploader uploader, ZstdOutputStreamNoFinalizer zstd) {
    this.key = key;
    this.uploader = uploader;
    this.zstd = zstd;
    frames.begin(0, 0);
  }

  /**
   * Begins an upload.
   *
   * @param tags of the object
   * @param buffers the memory of its parts
   * @param threads of zstd's beside the calling one: 1 if this is the only upload, 0 if others keep
   *     the cores busy
   */
  public static ArchiveUpload begin(
      ObjectStore store, String key, Map<String, String> tags, PartBuffers buffers, int threads) {
    PartUploader uploader = PartUploader.begin(store, key, tags, buffers);
    try {
      ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(uploader.sink(), LEVEL);
      zstd.setChecksum(true);
      zstd.setWorkers(threads);
      zstd.setCloseFrameOnFlush(true);
      return new ArchiveUpload(key, uploader, zstd);
    } catch (IOException e) {
      uploader.close();
      throw failed(key, e);
    } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
      // zstd's library is loaded from a file in the temporary directory, which may have no room.
      uploader.close();
      throw e;
    }
  }

  /** Takes the next bytes; blocks while the network is slower. */
  public void write(byte[] source, int offset, int length) {
    if (length == 0) {
      return;
    }
    try {
      if (cut) {
        beginFrame();
      }
      zstd.write(source, offset, length);
      bytes += length;
    } catch (IOException e) {
      throw failed(key, e);
    }
  }

  /** The next byte begins a zstd frame, if there is another one. */
  public void cutFrame() {
    cut = frameBytes() > 0;
  }

  /** How many bytes of content the frame holds that is being written. */
  public long frameBytes() {
    return bytes - frameStart;
  }

  private void beginFrame() throws IOException {
    zstd.flush();
    frameStart = bytes;
    cut = false;
    frames.begin(bytes, uploader.bytes());
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
    frames.end(bytes, uploader.bytes());
    return new StoredArchive(
        key,
        completed.object().versionId(),
        completed.object().etag(),
        bytes,
        uploader.bytes(),
        completed.sha256());
  }

  /** Where the frames begin; complete once {@link #commit} returned. */
  public FrameIndex frames() {
    return frames;
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
