package dev.vigie.restore;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Stands between stored rows and psql, for which a line {@code \.} ends the rows, and what follows
 * is SQL again. COPY never writes one: it doubles the backslashes of values, and begins no line
 * with a backslash and a dot ("COPY", File Formats, Text Format). So a line that begins so is no
 * row, and is refused before psql sees it. Not thread-safe.
 */
final class RowsGuard {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long BACKSLASHES = 0x5c5c_5c5c_5c5c_5c5cL;
  private static final long TOP_BITS = 0x8080_8080_8080_8080L;

  private final String key;

  // The last two bytes that have passed; the rows begin as if behind a line feed.
  private byte beforeLast;
  private byte last = '\n';

  /**
   * @param key of the object, for messages
   */
  RowsGuard(String key) {
    this.key = key;
  }

  /**
   * Looks at the next bytes.
   *
   * @param length 0 or more
   * @throws VigieException {@code ARCHIVE_DAMAGED} if a line begins with {@code \.}
   */
  void check(byte[] bytes, int length) {
    if (length == 0) {
      return;
    }
    if (last == '\\' && beforeLast == '\n' && bytes[0] == '.') {
      throw refused();
    }
    for (int at = backslash(bytes, 0, length); at >= 0; at = backslash(bytes, at + 1, length)) {
      boolean begins = at == 0 ? last == '\n' : bytes[at - 1] == '\n';
      if (begins && at + 1 < length && bytes[at + 1] == '.') {
        throw refused();
      }
    }
    beforeLast = length > 1 ? bytes[length - 2] : last;
    last = bytes[length - 1];
  }

  /**
   * The rows have ended.
   *
   * @throws VigieException {@code ARCHIVE_DAMAGED} if within one
   */
  void end() {
    if (last != '\n') {
      throw new VigieException(ErrorCode.ARCHIVE_DAMAGED, key + " ends within a row");
    }
  }

  private VigieException refused() {
    return new VigieException(
        ErrorCode.ARCHIVE_DAMAGED, key + " has a line that begins with \\. among its rows");
  }

  /** The index of the first backslash in {@code [from, to)}, or -1; eight bytes at a time. */
  private static int backslash(byte[] bytes, int from, int to) {
    int position = from;
    for (int end = to - Long.BYTES; position <= end; position += Long.BYTES) {
      long difference = (long) LONG.get(bytes, position) ^ BACKSLASHES;
      long zeros = (difference - EACH) & ~difference & TOP_BITS;
      if (zeros != 0) {
        return position + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
      }
    }
    for (; position < to; position++) {
      if (bytes[position] == '\\') {
        return position;
      }
    }
    return -1;
  }
}
