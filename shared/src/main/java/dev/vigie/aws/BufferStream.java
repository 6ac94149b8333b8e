package dev.vigie.aws;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a buffer from its position to its limit, without a copy of it. Not thread-safe. */
final class BufferStream extends InputStream {
  private final ByteBuffer rest;

  /**
   * @param buffer is left as it is
   */
  BufferStream(ByteBuffer buffer) {
    this.rest = buffer.duplicate();
  }

  @Override
  public int read() {
    return rest.hasRemaining() ? rest.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!rest.hasRemaining()) {
      return -1;
    }
    int count = Math.min(length, rest.remaining());
    rest.get(target, offset, count);
    return count;
  }

  @Override
  public int available() {
    return rest.remaining();
  }
}
