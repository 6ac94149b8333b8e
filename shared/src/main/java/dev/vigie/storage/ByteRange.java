package dev.vigie.storage;

/**
 * A range of an object's bytes.
 *
 * @param offset of the first byte, 0 or more
 * @param length in bytes, 1 or more
 */
public record ByteRange(long offset, long length) {
  /** Refuses an empty or negative range. */
  public ByteRange {
    if (offset < 0 || length < 1 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException("no byte range: offset " + offset + ", length " + length);
    }
  }
}
