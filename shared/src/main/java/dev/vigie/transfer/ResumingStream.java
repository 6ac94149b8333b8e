package dev.vigie.transfer;

import dev.vigie.error.VigieException;
import dev.vigie.storage.ByteRange;
import dev.vigie.storage.ObjectBody;
import dev.vigie.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An object read to its end although connections break: the next one begins where the last one
 * stopped. It gives up after {@value #MAX_BREAKS} breaks with nothing read between them. The object
 * is written once, so that what is read in pieces is one thing; a digest over the whole proves it.
 */
final class ResumingStream extends InputStream {
  private static final int MAX_BREAKS = 5;

  private final ObjectStore store;
  private final String key;
  private final long end;
  private @Nullable ObjectBody body;
  private long position;
  private int breaks;

  /** The connection broke again and again; the cause is the last break. */
  static final class GaveUp extends IOException {
    private static final long serialVersionUID = 1L;

    GaveUp(String message, Exception cause) {
      super(message, cause);
    }
  }

  /**
   * A stream over the whole object.
   *
   * @param length of the object, in bytes, as its manifest says
   */
  ResumingStream(ObjectStore store, String key, long length) {
    this(store, key, 0, length);
  }

  /**
   * A stream over a part of the object.
   *
   * @param offset of its first byte
   * @param length in bytes
   */
  ResumingStream(ObjectStore store, String key, long offset, long length) {
    this.store = store;
    this.key = key;
    this.position = offset;
    this.end = offset + length;
    this.body = length > 0 ? store.get(key, new ByteRange(offset, length)) : null;
  }

  /** The object's size as S3 tells it, to be compared with the manifest's; empty if it has none. */
  OptionalLong objectSize() {
    return body == null ? OptionalLong.empty() : OptionalLong.of(body.object().size());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int wanted) throws IOException {
    while (position < end) {
      try {
        int read = open().stream().read(buffer, offset, wanted);
        if (read < 0) {
          throw new IOException("the object ended after " + position + " of " + end + " bytes");
        }
        position += read;
        breaks = 0;
        return read;
      } catch (IOException e) {
        countBreak(e);
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    if (body != null) {
      body.close();
      body = null;
    }
  }

  private ObjectBody open() throws IOException {
    if (body == null) {
      try {
        body = store.get(key, new ByteRange(position, end - position));
      } catch (VigieException e) {
        throw new GaveUp(e.getMessage(), e);
      }
    }
    return body;
  }

  private void countBreak(IOException cause) throws IOException {
    if (cause instanceof GaveUp) {
      throw cause;
    }
    breaks++;
    if (breaks >= MAX_BREAKS) {
      throw new GaveUp("reading broke at byte " + position + ": " + cause.getMessage(), cause);
    }
    try {
      close();
    } catch (IOException ignoredWithCause) {
      cause.addSuppressed(ignoredWithCause);
    }
    body = null;
  }
}
