package dev.vigie.transfer;

import java.util.Arrays;

/**
 * Where the zstd frames of an archive begin: in its content and in its object. A frame can be read
 * alone (RFC 8878, section 3.1), so a range of the content can be had by reading the frames that
 * hold it. Not thread-safe.
 */
public final class FrameIndex {
  private static final int INITIAL_CAPACITY = 16;

  private long[] contents = new long[INITIAL_CAPACITY];
  private long[] stored = new long[INITIAL_CAPACITY];
  private int size;
  private long contentEnd;
  private long storedEnd;

  FrameIndex() {}

  /**
   * The frames that hold some content.
   *
   * @param offset byte of the object at which the first of them begins
   * @param storedBytes of all of them
   * @param skip bytes of their content before the one that was asked for
   */
  public record Range(long offset, long storedBytes, long skip) {}

  /** A frame begins here. */
  void begin(long contentOffset, long storedOffset) {
    if (size == contents.length) {
      contents = Arrays.copyOf(contents, 2 * size);
      stored = Arrays.copyOf(stored, 2 * size);
    }
    contents[size] = contentOffset;
    stored[size] = storedOffset;
    size++;
  }

  /** The archive ends here. */
  void end(long contentLength, long storedLength) {
    contentEnd = contentLength;
    storedEnd = storedLength;
  }

  /**
   * The frames that hold a range of the content. Of an empty range the frame is told in which it
   * would begin.
   *
   * @param offset of the range in the content, 0 or more
   * @param length of the range, 0 or more
   * @throws IllegalArgumentException if it is not within the content
   */
  public Range of(long offset, long length) {
    if (size == 0 || offset < 0 || length < 0 || offset > contentEnd - length) {
      throw new IllegalArgumentException(
          "no range of %d bytes: %d from %d".formatted(contentEnd, length, offset));
    }
    int first = frameOf(offset);
    int last = frameOf(offset + Math.max(0, length - 1));
    long end = last + 1 < size ? stored[last + 1] : storedEnd;
    return new Range(stored[first], end - stored[first], offset - contents[first]);
  }

  private int frameOf(long offset) {
    int found = Arrays.binarySearch(contents, 0, size, offset);
    return found >= 0 ? found : -found - 2;
  }
}
