package dev.vigie.probe;

import dev.vigie.config.Thresholds;
import dev.vigie.postgres.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Whether a backup holds about what those before it held. A backup of an emptied table succeeds
 * like any other; only the comparison tells. Each measure is compared with the middle one of the
 * earlier backups' values, so that one odd backup among them counts for nothing. A pure function.
 *
 * @param limits from where on it differs
 */
public record Drift(Thresholds.Drift limits) {
  /** Earlier backups without which a change by a factor is no news: a database that is filled. */
  private static final int ENOUGH = 3;

  /** Tables by which few differ is no news either: a small application's update adds some. */
  private static final int TABLES = 10;

  /** Tables that are named; the others are counted. */
  private static final int NAMED = 5;

  private static final long MEBIBYTE = 1024 * 1024;

  /**
   * How the newest backup differs from those before it.
   *
   * @param earlier those before it, in any order
   * @return a sentence for each difference; none where it does not differ
   */
  public List<String> of(BackupContents newest, List<BackupContents> earlier) {
    if (earlier.isEmpty()) {
      return List.of();
    }
    List<String> differences = new ArrayList<>();
    boolean enough = earlier.size() >= ENOUGH;
    long bytes = middle(earlier, BackupContents::storedBytes);
    if (enough && differs(newest.storedBytes(), bytes, limits.mebibytes() * MEBIBYTE)) {
      differences.add(
          String.format(
              Locale.ROOT,
              "it takes %,d bytes, and those before it %,d",
              newest.storedBytes(),
              bytes));
    }
    long tables = middle(earlier, each -> each.rows().size());
    if (enough && differs(newest.rows().size(), tables, TABLES)) {
      differences.add(
          String.format(
              Locale.ROOT,
              "it has %,d tables, and those before it %,d",
              newest.rows().size(),
              tables));
    }
    named(differences, "gone", gone(newest, earlier));
    named(differences, "empty", emptied(newest, earlier));
    if (enough) {
      named(differences, "changed", changed(newest, earlier));
    }
    return List.copyOf(differences);
  }

  /** Those that most of the earlier backups have, and this one has not. */
  private static List<String> gone(BackupContents newest, List<BackupContents> earlier) {
    return tables(earlier).stream()
        .filter(table -> !newest.rows().containsKey(table))
        .filter(table -> 2 * having(table, earlier).size() > earlier.size())
        .map(TableName::toString)
        .toList();
  }

  /** Those that are empty and were not in any of the earlier backups. */
  private static List<String> emptied(BackupContents newest, List<BackupContents> earlier) {
    return sorted(newest.rows().keySet()).stream()
        .filter(table -> rows(newest, table) == 0)
        .filter(
            table -> {
              List<BackupContents> having = having(table, earlier);
              return !having.isEmpty() && having.stream().allMatch(each -> rows(each, table) > 0);
            })
        .map(
            table ->
                String.format(
                    Locale.ROOT, "%s (%,d rows)", table, middleOf(table, having(table, earlier))))
        .toList();
  }

  /** Those with many times more or fewer rows, as far as they are not empty. */
  private List<String> changed(BackupContents newest, List<BackupContents> earlier) {
    List<String> changed = new ArrayList<>();
    for (TableName table : sorted(newest.rows().keySet())) {
      List<BackupContents> having = having(table, earlier);
      long rows = rows(newest, table);
      if (rows > 0 && having.size() >= ENOUGH) {
        long before = middleOf(table, having);
        if (differs(rows, before, limits.rows())) {
          changed.add(
              String.format(Locale.ROOT, "%s (%,d rows, and before %,d)", table, rows, before));
        }
      }
    }
    return changed;
  }

  private boolean differs(long now, long before, long least) {
    long larger = Math.max(now, before);
    long smaller = Math.min(now, before);
    return larger - smaller >= least && larger / limits.factor() >= smaller;
  }

  private static void named(List<String> differences, String what, List<String> tables) {
    if (!tables.isEmpty()) {
      int named = Math.min(NAMED, tables.size());
      String more =
          tables.size() > named
              ? String.format(Locale.ROOT, " and %,d more", tables.size() - named)
              : "";
      differences.add(
          "tables %s: %s%s".formatted(what, String.join(", ", tables.subList(0, named)), more));
    }
  }

  private static List<BackupContents> having(TableName table, List<BackupContents> backups) {
    return backups.stream().filter(each -> each.rows().containsKey(table)).toList();
  }

  private static long rows(BackupContents backup, TableName table) {
    return backup.rows().getOrDefault(table, 0L);
  }

  private static long middleOf(TableName table, List<BackupContents> backups) {
    return middle(backups, each -> rows(each, table));
  }

  private static long middle(List<BackupContents> backups, ToLongFunction<BackupContents> measure) {
    long[] values = backups.stream().mapToLong(measure).sorted().toArray();
    return values[values.length / 2];
  }

  private static List<TableName> tables(List<BackupContents> backups) {
    Set<TableName> all = new HashSet<>();
    backups.forEach(each -> all.addAll(each.rows().keySet()));
    return sorted(all);
  }

  private static List<TableName> sorted(Set<TableName> tables) {
    return tables.stream().sorted(Comparator.comparing(TableName::toString)).toList();
  }
}
