package dev.vigie.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.backup.DumpPlan.Place;
import dev.vigie.backup.DumpPlan.Rows;
import dev.vigie.backup.DumpPlan.Sizes;
import dev.vigie.postgres.BlockRange;
import dev.vigie.postgres.StoredTable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class DumpPlanTest {
  private static final long MIB = 1024 * 1024;
  private static final int PAGE = 8192;

  @Test
  void plan_smallTables_areShared() {
    DumpPlan plan = plan(2, table(1, 7 * MIB), table(2, 3 * MIB), table(3, 0));

    assertThat(plan.rows()).isEmpty();
    assertThat(plan.sharedBytes()).isEqualTo(10 * MIB);
    assertThat(plan.places().getFirst().reason()).isEqualTo("7.0 MiB is less than 32.0 MiB");
  }

  @Test
  void plan_tableAboveTheShare_isCut() {
    DumpPlan plan = plan(2, table(1, 1200 * MIB), table(2, 800 * MIB));

    assertThat(plan.places().get(0).ranges())
        .containsExactly(
            new BlockRange(0, OptionalLong.of(51_200)),
            new BlockRange(51_200, OptionalLong.of(102_400)),
            new BlockRange(102_400, OptionalLong.empty()));
    assertThat(plan.places().get(0).reason())
        .isEqualTo("1200.0 MiB is not less than 32.0 MiB; 3 ranges of at most 500.0 MiB");
    assertThat(plan.rows())
        .extracting(Rows::bytes)
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }

  @Test
  void plan_oneWorker_cutsNothingThatFitsAnArchive() {
    assertThat(plan(1, table(1, 1200 * MIB)).places().getFirst().ranges())
        .containsExactly(BlockRange.ALL);
    assertThat(plan(1, table(1, 40L * 1024 * MIB)).places().getFirst().ranges()).hasSize(3);
  }

  @Test
  void plan_middlingTableInASmallDatabase_isApart() {
    Place place = plan(2, table(1, 20 * MIB), table(2, MIB)).places().getFirst();

    assertThat(place.ranges()).hasSize(2);
    assertThat(place.reason())
        .isEqualTo("20.0 MiB is over a worker's share of 10.5 MiB; 2 ranges of at most 16.0 MiB");
  }

  @Test
  void plan_serverBefore14_readsInOnePiece() {
    Place place =
        DumpPlan.of(List.of(table(1, 1200 * MIB)), 13, 4, true, Sizes.STANDARD).places().getFirst();

    assertThat(place.ranges()).containsExactly(BlockRange.ALL);
    assertThat(place.reason()).endsWith("in one piece, for PostgreSQL 13 reads no block range");
  }

  @Test
  void plan_fewBlocksWithMuchBehindThem_hasNoMoreRangesThanBlocks() {
    StoredTable toasted = new StoredTable(1, "s", "t", false, false, true, true, 2, 4096 * MIB);

    assertThat(plan(8, toasted).places().getFirst().ranges()).hasSize(2);
  }

  @Test
  void plan_whatCannotBeApart_isShared() {
    long bytes = 1200 * MIB;
    assertShared(new StoredTable(1, "s", "t", true, false, true, true, 9, bytes), "its extension");
    assertShared(new StoredTable(1, "s", "t", false, false, true, false, 9, bytes), "no column");
    assertThat(DumpPlan.of(List.of(table(1, bytes)), 15, 2, false, Sizes.STANDARD).rows())
        .isEmpty();
    StoredTable columnar = new StoredTable(1, "s", "t", false, false, false, true, 9, bytes);
    assertThat(plan(2, columnar).places().getFirst().ranges()).containsExactly(BlockRange.ALL);
  }

  @Test
  void plan_moreLargeTablesThanArguments_sharesTheSmallest() {
    Sizes two = new Sizes(1, 1, 1 << 20, 1 << 20, 2);

    DumpPlan plan =
        DumpPlan.of(List.of(table(1, 10), table(2, 30), table(3, 20)), 15, 2, true, two);

    assertThat(plan.apart()).extracting(StoredTable::oid).containsExactly(2L, 3L);
    assertThat(plan.places().getFirst().reason()).isEqualTo("2 others are larger");
  }

  @RepeatedTest(200)
  void ranges_ofAnyTables_coverEveryBlockOnceAndKeepTheirBounds(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<StoredTable> tables = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(20); i++) {
      tables.add(table(i, random.nextLong(1L << (10 + random.nextInt(35)))));
    }
    int workers = 1 + random.nextInt(8);
    long share = tables.stream().mapToLong(StoredTable::bytes).sum() / workers;

    DumpPlan plan = DumpPlan.of(tables, 17, workers, true, Sizes.STANDARD);

    for (Place place : plan.places()) {
      long next = 0;
      for (int i = 0; i < place.ranges().size(); i++) {
        BlockRange range = place.ranges().get(i);
        assertThat(range.first()).isEqualTo(next);
        assertThat(range.end().isEmpty()).isEqualTo(i == place.ranges().size() - 1);
        next = range.end().orElse(0);
      }
      if (workers > 1 && place.ranges().size() > 1) {
        long most = Math.max(share / 2, Sizes.STANDARD.leastRange());
        assertThat(place.table().bytes() / place.ranges().size()).isLessThanOrEqualTo(most);
      }
    }
    assertThat(plan.rows()).extracting(Rows::number).doesNotHaveDuplicates();
  }

  private static void assertShared(StoredTable table, String reason) {
    Place place = plan(2, table).places().getFirst();
    assertThat(place.isApart()).isFalse();
    assertThat(place.reason()).contains(reason);
  }

  private static DumpPlan plan(int workers, StoredTable... tables) {
    return DumpPlan.of(List.of(tables), 15, workers, true, Sizes.STANDARD);
  }

  private static StoredTable table(long oid, long bytes) {
    return new StoredTable(oid, "s", "t" + oid, false, false, true, true, bytes / PAGE, bytes);
  }
}
