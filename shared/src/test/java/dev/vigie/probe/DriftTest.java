package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.Thresholds;
import dev.vigie.operation.OperationId;
import dev.vigie.postgres.TableName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which differences between backups are told, and at which number each begins. */
class DriftTest {
  private static final long MEBIBYTE = 1024 * 1024;

  private static final OperationId ID = OperationId.of(Instant.parse("2026-11-23T02:00:00Z"), "x");

  private final Drift drift = new Drift(Thresholds.Drift.DEFAULT);

  @Test
  void backup_likeThoseBefore_doesNotDiffer() {
    assertThat(drift.of(backup(Map.of("orders", 1_010L)), same(14, Map.of("orders", 1_000L))))
        .isEmpty();
  }

  @Test
  void firstBackup_isComparedWithNothing() {
    assertThat(drift.of(backup(Map.of("orders", 0L)), List.of())).isEmpty();
  }

  @Test
  void emptiedTable_isNamed_evenAfterOneBackup_andHoweverSmall() {
    assertThat(drift.of(backup(Map.of("orders", 0L, "users", 3L)), same(1, Map.of("orders", 1L))))
        .containsExactly("tables empty: public.orders (1 rows)");
  }

  @Test
  void emptyTable_thatWasEmptyBefore_isNoNews() {
    List<BackupContents> earlier =
        List.of(backup(Map.of("jobs", 5L)), backup(Map.of("jobs", 0L)), backup(Map.of("jobs", 9L)));

    assertThat(drift.of(backup(Map.of("jobs", 0L)), earlier)).isEmpty();
  }

  @Test
  void vanishedTable_isNamed_whileMostOfTheEarlierHaveIt() {
    BackupContents with = backup(Map.of("orders", 7L, "users", 3L));
    BackupContents without = backup(Map.of("users", 3L));

    assertThat(drift.of(without, List.of(without, with, with)))
        .containsExactly("tables gone: public.orders");
    assertThat(drift.of(without, List.of(without, without, with, with))).isEmpty();
  }

  @Test
  void rows_areTold_fromTheFactorOn_ifEnoughOfThemDiffer() {
    List<BackupContents> earlier = same(3, Map.of("orders", 200L));

    assertThat(drift.of(backup(Map.of("orders", 399L)), earlier)).isEmpty();
    assertThat(drift.of(backup(Map.of("orders", 400L)), earlier))
        .containsExactly("tables changed: public.orders (400 rows, and before 200)");
    assertThat(drift.of(backup(Map.of("orders", 101L)), earlier)).isEmpty();
    assertThat(drift.of(backup(Map.of("orders", 100L)), earlier))
        .containsExactly("tables changed: public.orders (100 rows, and before 200)");
    assertThat(drift.of(backup(Map.of("few", 99L)), same(3, Map.of("few", 1L)))).isEmpty();
    assertThat(drift.of(backup(Map.of("few", 101L)), same(3, Map.of("few", 1L)))).hasSize(1);
  }

  @Test
  void oneOddBackupAmongTheEarlier_countsForNothing() {
    List<BackupContents> earlier =
        List.of(
            backup(Map.of("orders", 1_000L)),
            backup(Map.of("orders", 90_000L)),
            backup(Map.of("orders", 1_001L)));

    assertThat(drift.of(backup(Map.of("orders", 1_002L)), earlier)).isEmpty();
  }

  @Test
  void change_ofADatabaseThatIsBeingFilled_isNoNews() {
    assertThat(drift.of(backup(Map.of("orders", 90_000L)), same(2, Map.of("orders", 1L))))
        .isEmpty();
  }

  @Test
  void size_isTold_fromTheFactorOn_ifEnoughBytesDiffer() {
    List<BackupContents> earlier = IntStream.range(0, 3).mapToObj(_ -> sized(16)).toList();

    assertThat(drift.of(sized(31), earlier)).isEmpty();
    assertThat(drift.of(sized(32), earlier))
        .containsExactly("it takes 33,554,432 bytes, and those before it 16,777,216");
    assertThat(drift.of(sized(2), IntStream.range(0, 3).mapToObj(_ -> sized(1)).toList()))
        .isEmpty();
  }

  @Test
  void manyTables_areCountedAndSomeNamed() {
    Map<String, Long> before = new HashMap<>();
    Map<String, Long> now = new HashMap<>();
    IntStream.range(1_000, 6_000).forEach(i -> before.put("t" + i, 10L));
    IntStream.range(1_000, 6_000).forEach(i -> now.put("t" + i, 0L));

    assertThat(drift.of(backup(now), same(14, before)))
        .containsExactly(
            "tables empty: public.t1000 (10 rows), public.t1001 (10 rows), public.t1002 (10 rows),"
                + " public.t1003 (10 rows), public.t1004 (10 rows) and 4,995 more");
  }

  private static BackupContents sized(int mebibytes) {
    return new BackupContents(ID, mebibytes * MEBIBYTE, Map.of());
  }

  private static List<BackupContents> same(int number, Map<String, Long> rows) {
    return IntStream.range(0, number).mapToObj(_ -> backup(rows)).toList();
  }

  private static BackupContents backup(Map<String, Long> rows) {
    Map<TableName, Long> tables = new HashMap<>();
    rows.forEach((name, number) -> tables.put(new TableName("public", name), number));
    return new BackupContents(ID, MEBIBYTE, tables);
  }
}
