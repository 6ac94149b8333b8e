package dev.vigie.archive;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bytes of one feed, and where in the archive they lie. Not thread-safe. */
final class Input {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NOTHING = {};

  private byte[] buffer = NOTHING;
  private int position;
  private int limit;
  private long bufferOffset;

  /** Goes on with these bytes, which follow the last ones; those must have been read. */
  void wrap(byte[] bytes, int offset, int length) {
    bufferOffset = offset() - offset;
    buffer = bytes;
    position = offset;
    limit = offset + length;
  }

  /** Forgets the feed's buffer, which belongs to the caller. */
  void release() {
    wrap(NOTHING, 0, 0);
  }

  byte[] buffer() {
    return buffer;
  }

  int position() {
    return position;
  }

  int remaining() {
    return limit - position;
  }

  /** The archive offset of the next byte. */
  long offset() {
    return bufferOffset + position;
  }

  /** The next byte, 0 to 255. There must be one. */
  int next() {
    return buffer[position++] & 0xff;
  }

  /** The next four bytes, least significant first, left unread. There must be that many. */
  int peekInt() {
    return (int) INT.get(buffer, position);
  }

  void skip(int count) {
    position += count;
  }

  /** A failure that names this place. */
  VigieException damaged(String what) {
    return new VigieException(
        ErrorCode.ARCHIVE_DAMAGED, "archive damaged at byte " + offset() + ": " + what);
  }
}
