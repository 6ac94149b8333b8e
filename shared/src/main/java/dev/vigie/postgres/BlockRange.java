package dev.vigie.postgres;

import java.util.OptionalLong;

/**
 * Blocks of a table.
 *
 * @param first the first block, 0 or more
 * @param end the block behind the last one; empty for all that there are, those added since
 *     included
 */
public record BlockRange(long first, OptionalLong end) {
  /** The whole table. */
  public static final BlockRange ALL = new BlockRange(0, OptionalLong.empty());

  /** Refuses what is no range. */
  public BlockRange {
    if (first < 0 || (end.isPresent() && end.getAsLong() <= first)) {
      throw new IllegalArgumentException("no range of blocks: " + first + " to " + end);
    }
  }

  /** Whether it is the whole table. */
  public boolean isAll() {
    return first == 0 && end.isEmpty();
  }

  /** As a condition on the rows: {@code ctid} is a block and a place in it. */
  String condition() {
    String from = "ctid >= '(%d,0)'::tid".formatted(first);
    return end.isEmpty() ? from : from + " AND ctid < '(%d,0)'::tid".formatted(end.getAsLong());
  }
}
