package dev.vigie.archive;

import java.util.Arrays;
import java.util.Optional;

/**
 * How the data blocks of an archive are compressed: {@code pg_compress_algorithm} of PostgreSQL's
 * src/include/common/compression.h.
 */
public enum Compression {
  /** {@code pg_dump -Z0}. */
  NONE(0),
  /** One zlib stream for each table and large object. */
  GZIP(1),
  /** LZ4 frames, which Vigie does not read. */
  LZ4(2),
  /** One zstd frame for each table and large object. */
  ZSTD(3);

  private final int number;

  Compression(int number) {
    this.number = number;
  }

  /** Its number in an archive. */
  int number() {
    return number;
  }

  /** The algorithm with this number in an archive; empty for any other number. */
  static Optional<Compression> numbered(int number) {
    return Arrays.stream(values()).filter(each -> each.number == number).findFirst();
  }
}
