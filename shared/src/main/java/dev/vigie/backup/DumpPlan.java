package dev.vigie.backup;

import dev.vigie.postgres.BlockRange;
import dev.vigie.postgres.StoredTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which tables get archives of their own, in how many block ranges, and in which order: so that
 * several workers end at about the same time, whatever the sizes are. A pure function of what the
 * snapshot shows; each table's place has its reason.
 *
 * @param places one for each table, in the order in which they were given
 */
public record DumpPlan(List<Place> places) {
  private static final long MIB = 1024 * 1024;
  private static final long GIB = 1024 * MIB;

  /**
   * Before PostgreSQL 14 a condition on {@code ctid} that is no equality reads the whole table
   * (release notes of 14, "TID range scans").
   */
  private static final int RANGES_SINCE = 14;

  /** Keeps a copy of the places. */
  public DumpPlan {
    places = List.copyOf(places);
  }

  /**
   * What makes a table large, in bytes with its TOAST table.
   *
   * @param apart from which on a table has an archive of its own. An archive costs a few requests
   *     to S3, about 0.1 s, in which PostgreSQL writes about 32 MiB
   * @param leastApart below which it never has, however small the database
   * @param leastRange of which no block range is smaller, where there are several
   * @param mostRange of which no block range is larger: after compression it must fit into 10,000
   *     parts of 5 MiB, which is all that eight uploads at once are sure of: 48 GiB
   * @param mostTables with an archive of their own: each is an argument of pg_dump's, and Linux
   *     takes 2 MiB of them
   */
  public record Sizes(
      long apart, long leastApart, long leastRange, long mostRange, int mostTables) {
    /** 32 MiB, 8 MiB, 16 MiB, 16 GiB and 1,000. */
    public static final Sizes STANDARD = new Sizes(32 * MIB, 8 * MIB, 16 * MIB, 16 * GIB, 1_000);

    /** Refuses sizes that fit no table. */
    public Sizes {
      if (apart < 1 || leastApart < 1 || leastRange < 1 || mostRange < leastRange) {
        throw new IllegalArgumentException("no sizes of tables");
      }
    }
  }

  /**
   * Where a table's rows go.
   *
   * @param ranges its archives, one for each, in the order of the blocks; none if its rows are in
   *     the shared archive
   * @param reason in a few words
   */
  public record Place(StoredTable table, List<BlockRange> ranges, String reason) {
    /** Keeps a copy of the ranges. */
    public Place {
      ranges = List.copyOf(ranges);
    }

    /** Whether it has archives of its own. */
    public boolean isApart() {
      return !ranges.isEmpty();
    }
  }

  /**
   * One archive of rows.
   *
   * @param number of the archive, 1 or more; a table's archives follow each other
   * @param bytes about how many of the table's it holds
   */
  public record Rows(int number, StoredTable table, BlockRange range, long bytes) {}

  /** What a plan depends on beside the tables. */
  private record Facts(int major, int workers, boolean namesReadable, long fairShare, Sizes sizes) {
    /**
     * Two pieces for each share, so that the last one to be taken ends not long after the others.
     */
    long mostRange() {
      long half = workers == 1 ? sizes.mostRange() : fairShare / 2;
      return Math.clamp(half, sizes.leastRange(), sizes.mostRange());
    }
  }

  /**
   * Makes the plan.
   *
   * @param tables all whose rows are dumped
   * @param serverMajor the server's major version
   * @param workers 1 or more
   * @param namesReadable whether names reach this program as they are: not in a database of no
   *     encoding
   */
  public static DumpPlan of(
      List<StoredTable> tables, int serverMajor, int workers, boolean namesReadable, Sizes sizes) {
    long total = tables.stream().mapToLong(StoredTable::bytes).sum();
    Facts facts = new Facts(serverMajor, workers, namesReadable, total / workers, sizes);
    Set<Long> largest = new HashSet<>();
    tables.stream()
        .sorted(Comparator.comparingLong(StoredTable::bytes).reversed())
        .limit(sizes.mostTables())
        .forEach(table -> largest.add(table.oid()));
    return new DumpPlan(
        tables.stream()
            .map(
                table ->
                    largest.contains(table.oid())
                        ? place(table, facts)
                        : shared(table, sizes.mostTables() + " others are larger"))
            .toList());
  }

  private static Place place(StoredTable table, Facts facts) {
    Sizes sizes = facts.sizes();
    if (table.ofExtension()) {
      return shared(table, "its extension says which of its rows are dumped");
    }
    if (!facts.namesReadable()) {
      return shared(table, "the database has no encoding in which its name could be told");
    }
    if (!table.columns()) {
      return shared(table, "it has no column that is stored");
    }
    boolean large = table.bytes() >= sizes.apart();
    if (!large && (table.bytes() <= facts.fairShare() || table.bytes() < sizes.leastApart())) {
      return shared(table, text(table.bytes()) + " is less than " + text(sizes.apart()));
    }
    String why =
        large
            ? text(table.bytes()) + " is not less than " + text(sizes.apart())
            : text(table.bytes()) + " is over a worker's share of " + text(facts.fairShare());
    return cut(table, facts, why);
  }

  private static Place cut(StoredTable table, Facts facts, String why) {
    long most = facts.mostRange();
    long wanted = (table.bytes() + most - 1) / most;
    int count = (int) Math.min(wanted, Math.max(1, table.pages()));
    if (count == 1) {
      return new Place(table, List.of(BlockRange.ALL), why);
    }
    if (facts.major() < RANGES_SINCE) {
      return whole(table, why, "PostgreSQL " + facts.major() + " reads no block range");
    }
    if (!table.heap()) {
      return whole(table, why, "its access method may know no blocks");
    }
    List<BlockRange> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranges.add(new BlockRange(bound(table, i, count), end(table, i + 1, count)));
    }
    return new Place(
        table, ranges, "%s; %d ranges of at most %s".formatted(why, count, text(most)));
  }

  private static Place whole(StoredTable table, String why, String butWhy) {
    return new Place(table, List.of(BlockRange.ALL), why + "; in one piece, for " + butWhy);
  }

  private static Place shared(StoredTable table, String reason) {
    return new Place(table, List.of(), reason);
  }

  private static long bound(StoredTable table, int index, int count) {
    // Both are far below 2^32: a table has at most 2^32 blocks (PostgreSQL documentation,
    // "Limits").
    return table.pages() * index / count;
  }

  private static OptionalLong end(StoredTable table, int index, int count) {
    return index == count ? OptionalLong.empty() : OptionalLong.of(bound(table, index, count));
  }

  /** The tables that have archives of their own. */
  public List<StoredTable> apart() {
    return places.stream().filter(Place::isApart).map(Place::table).toList();
  }

  /** About how many bytes the shared archive holds. */
  public long sharedBytes() {
    return places.stream()
        .filter(place -> !place.isApart())
        .mapToLong(place -> place.table().bytes())
        .sum();
  }

  /** The archives of rows, the largest first. */
  public List<Rows> rows() {
    List<Rows> rows = new ArrayList<>();
    for (Place place : places) {
      for (BlockRange range : place.ranges()) {
        rows.add(
            new Rows(
                rows.size() + 1,
                place.table(),
                range,
                place.table().bytes() / place.ranges().size()));
      }
    }
    rows.sort(Comparator.comparingLong(Rows::bytes).reversed().thenComparingInt(Rows::number));
    return List.copyOf(rows);
  }

  private static String text(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MIB);
  }
}
