package dev.vigie.transfer;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.MultipartUpload;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The memory of all parts that are filled or under way, of one upload or of several at once: never
 * more than a fixed sum, whatever their number. It is outside of the Java heap.
 *
 * <p>Nobody can wait for ever. Each upload has one buffer of its own from its beginning to its end,
 * and can always go on by filling it, sending it, and filling it again. What is left of the sum is
 * lent for parts under way, and comes back when they have arrived. A buffer of one's own may become
 * larger, but only if then there still is one of the first size for every upload that may yet come.
 *
 * <p>Thread-safe. Closing frees what is not in use.
 */
public final class PartBuffers implements AutoCloseable {
  private static final int MIB = 1024 * 1024;

  /**
   * For the whole process. The JVM, its heap and zstd take about 150 MiB of the 256 MiB that it may
   * have.
   */
  private static final long STANDARD_BYTES = 64L * MIB;

  private static final int LARGEST_FIRST_PART = 8 * MIB;

  private final long limit;
  private final int uploads;
  private final PartSizePlan plan;
  private final Deque<Buffer> spare = new ArrayDeque<>();
  private long used;
  private long owned;
  private int open;
  private int waiting;
  private boolean closed;

  private PartBuffers(long limit, int uploads, PartSizePlan plan) {
    this.limit = limit;
    this.uploads = uploads;
    this.plan = plan;
    if (uploads < 1 || (long) uploads * plan.firstBytes() > limit) {
      throw new IllegalArgumentException(
          "no memory for %d uploads: %d bytes, parts of %d"
              .formatted(uploads, limit, plan.firstBytes()));
    }
  }

  /**
   * The memory that a process has, for so many uploads at once. One may have two parts under way
   * beside the one that it fills; the more there are, the smaller the first parts, down to S3's
   * least.
   *
   * @param uploads 1 to 12
   */
  public static PartBuffers forUploads(int uploads) {
    long size = STANDARD_BYTES / (3L * Math.max(1, uploads));
    int first = (int) Math.max(MultipartUpload.MIN_PART_BYTES, Math.min(LARGEST_FIRST_PART, size));
    return of(STANDARD_BYTES, uploads, PartSizePlan.from(first));
  }

  /** A sum of one's own. */
  static PartBuffers of(long limit, int uploads, PartSizePlan plan) {
    return new PartBuffers(limit, uploads, plan);
  }

  /** How large the parts of an upload are to be, where there is room. */
  PartSizePlan plan() {
    return plan;
  }

  /** The memory of one part. */
  static final class Buffer {
    private final Arena arena;
    private final ByteBuffer bytes;

    @SuppressWarnings("MustBeClosedChecker") // free() closes it
    private Buffer(int size) {
      arena = Arena.ofShared(); // the part is sent by another thread
      bytes = arena.allocate(size).asByteBuffer();
    }

    ByteBuffer bytes() {
      return bytes;
    }

    private void free() {
      arena.close();
    }

    int size() {
      return bytes.capacity();
    }
  }

  /**
   * The buffer that an upload begins with and owns until {@link #end}. Waits until parts under way
   * have made room for it.
   *
   * @throws VigieException {@code INTERRUPTED}
   */
  synchronized Buffer begin() {
    if (open == uploads) {
      throw new IllegalStateException("more than " + uploads + " uploads at once");
    }
    waiting++;
    try {
      while (used + plan.firstBytes() > limit) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while waiting for memory", e);
    } finally {
      waiting--;
    }
    open++;
    owned += plan.firstBytes();
    return take(plan.firstBytes());
  }

  /**
   * A further buffer for a part of this size, if there is room; given back by {@link #giveBack}.
   */
  synchronized Optional<Buffer> borrow(int size) {
    // Whoever waits to begin comes first: parts under way come back, and are not lent again.
    return waiting > 0 || used + size > limit ? Optional.empty() : Optional.of(take(size));
  }

  /**
   * A larger buffer in the place of the upload's own, if there is room.
   *
   * @param own the upload's own; on success it is no longer its
   */
  synchronized Optional<Buffer> grow(Buffer own, int size) {
    long more = (long) size - own.size();
    long needed = owned + more + (long) (uploads - open) * plan.firstBytes();
    if (needed > limit || used + more > limit) {
      return Optional.empty();
    }
    owned += more;
    giveBack(own);
    return Optional.of(take(size));
  }

  /** Takes back what was borrowed. */
  synchronized void giveBack(Buffer buffer) {
    used -= buffer.size();
    if (closed || buffer.size() != plan.firstBytes()) {
      buffer.free();
    } else {
      buffer.bytes().clear();
      spare.add(buffer);
    }
    notifyAll();
  }

  /** An upload has ended, and gives its own buffer back. */
  synchronized void end(Buffer own) {
    open--;
    owned -= own.size();
    giveBack(own);
  }

  @Override
  public synchronized void close() {
    closed = true;
    spare.forEach(Buffer::free);
    spare.clear();
  }

  private Buffer take(int size) {
    used += size;
    Buffer found = size == plan.firstBytes() ? spare.poll() : null;
    if (found != null) {
      return found;
    }
    // What is kept of another size must not count twice.
    while (!spare.isEmpty() && used + kept() > limit) {
      spare.remove().free();
    }
    return new Buffer(size);
  }

  private long kept() {
    return (long) spare.size() * plan.firstBytes();
  }
}
