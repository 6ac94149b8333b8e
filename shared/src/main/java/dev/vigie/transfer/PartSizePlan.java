package dev.vigie.transfer;

import dev.vigie.storage.MultipartUpload;

/**
 * How large each part of an upload is. The length of a stream is not known when it begins, and S3
 * takes 10,000 parts at most; so parts begin small, which keeps small databases cheap in memory,
 * and grow with their number, which lets large ones fit.
 *
 * <p>With the standard plan (8 MiB, doubled after 1,000 and again after 2,000 parts) one archive
 * may have 274 GiB after compression, and the parts in flight take at most 96 MiB.
 *
 * @param firstBytes size of the first parts, 5 MiB to 5 GiB (AWS documentation, "Amazon S3
 *     multipart upload limits")
 * @param partsPerStep after how many parts the size doubles, 1 or more
 * @param maxBytes size that is not passed, at least {@code firstBytes}
 */
public record PartSizePlan(int firstBytes, int partsPerStep, int maxBytes) {
  private static final int MIB = 1024 * 1024;

  private static final int LARGEST = 32 * MIB;

  private static final int PARTS_PER_STEP = 1_000;

  /** 8 MiB to 32 MiB. */
  public static final PartSizePlan STANDARD = from(8 * MIB);

  /**
   * The standard steps, from another first size.
   *
   * @param firstBytes 5 MiB to 32 MiB
   */
  static PartSizePlan from(int firstBytes) {
    return new PartSizePlan(firstBytes, PARTS_PER_STEP, LARGEST);
  }

  /** Refuses sizes that S3 would refuse. */
  public PartSizePlan {
    if (firstBytes < MultipartUpload.MIN_PART_BYTES || partsPerStep < 1 || maxBytes < firstBytes) {
      throw new IllegalArgumentException(
          "no part sizes: first %d, step %d, max %d".formatted(firstBytes, partsPerStep, maxBytes));
    }
  }

  /**
   * The size of a part.
   *
   * @param number 1 to {@value MultipartUpload#MAX_PARTS}
   * @return bytes
   */
  public int sizeOf(int number) {
    if (number < 1 || number > MultipartUpload.MAX_PARTS) {
      throw new IllegalArgumentException("parts are numbered 1 to 10,000, not " + number);
    }
    int steps = (number - 1) / partsPerStep;
    long size = steps >= Integer.SIZE ? maxBytes : (long) firstBytes << steps;
    return (int) Math.min(size, maxBytes);
  }

  /** How many bytes fit into one upload. */
  public long capacity() {
    return capacity(MultipartUpload.MAX_PARTS);
  }

  /** How many bytes fit into so many parts. */
  long capacity(int parts) {
    long sum = 0;
    for (int number = 1; number <= parts; number++) {
      sum += sizeOf(number);
    }
    return sum;
  }
}
