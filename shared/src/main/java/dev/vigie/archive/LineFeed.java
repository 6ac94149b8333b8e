package dev.vigie.archive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the end of a line, eight bytes at a time. */
final class LineFeed {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long LINE_FEEDS = 0x0a0a_0a0a_0a0a_0a0aL;
  private static final long TOP_BITS = 0x8080_8080_8080_8080L;

  private LineFeed() {}

  /** The index of the first line feed in {@code [from, to)}, or -1. */
  static int indexOf(byte[] bytes, int from, int to) {
    int position = from;
    for (int last = to - Long.BYTES; position <= last; position += Long.BYTES) {
      // A byte that was a line feed is 0 now; the lowest top bit set below is exactly the first 0.
      long difference = (long) LONG.get(bytes, position) ^ LINE_FEEDS;
      long zeros = (difference - EACH) & ~difference & TOP_BITS;
      if (zeros != 0) {
        return position + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
      }
    }
    for (; position < to; position++) {
      if (bytes[position] == '\n') {
        return position;
      }
    }
    return -1;
  }
}
