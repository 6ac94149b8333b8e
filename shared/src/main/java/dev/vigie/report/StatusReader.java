package dev.vigie.report;

import dev.vigie.alert.Condition;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.drill.Objectives;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.evidence.Entry;
import dev.vigie.evidence.EvidenceLog;
import dev.vigie.operation.Report;
import dev.vigie.report.DatabaseHistory.TableGrowth;
import dev.vigie.storage.InParallel;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads what the status page shows from the bucket: the record of what became of operations, and of
 * each database that is shown two manifests and its drills. What it reads is bounded, however many
 * backups and databases there are.
 *
 * @param store the bucket
 * @param clock the time of the page
 */
public record StatusReader(ObjectStore store, Clock clock) {
  /** Entries of the record: half a year of 27 operations a day. */
  static final int MOST_ENTRIES = 5_000;

  /** Histories that are shown: a page of more is none that a person reads. */
  static final int MOST_DATABASES = 100;

  private static final int MOST_TABLES = 10;
  private static final Duration GROWTH = Duration.ofDays(35);

  private record Name(String cluster, String database) {}

  /**
   * Reads the facts.
   *
   * @param conditions how everything that is probed is
   */
  public StatusFacts read(List<Condition> conditions) {
    Instant now = clock.instant();
    List<Entry> entries = new EvidenceLog(store, clock).newest(MOST_ENTRIES);
    Map<Name, List<Entry>> byDatabase =
        entries.stream()
            .collect(
                Collectors.groupingBy(
                    entry -> new Name(entry.work().cluster(), entry.work().database()),
                    () ->
                        new TreeMap<>(
                            Comparator.comparing(Name::cluster).thenComparing(Name::database)),
                    Collectors.toList()));
    Catalog catalog = new Catalog(store);
    for (String cluster : catalog.clusters()) {
      catalog
          .databases(cluster)
          .forEach(database -> byDatabase.putIfAbsent(new Name(cluster, database), List.of()));
    }
    List<DatabaseHistory> histories = histories(byDatabase, now);
    return new StatusFacts(
        now, store.bucket(), conditions, histories, byDatabase.size() - histories.size());
  }

  private List<DatabaseHistory> histories(Map<Name, List<Entry>> byDatabase, Instant now) {
    List<Map.Entry<Name, List<Entry>>> shown =
        byDatabase.entrySet().stream().limit(MOST_DATABASES).toList();
    return InParallel.of(shown, each -> history(each.getKey(), each.getValue(), now));
  }

  private DatabaseHistory history(Name name, List<Entry> entries, Instant now) {
    List<Entry> oldestFirst =
        entries.stream().sorted(Comparator.comparingLong(Entry::number)).toList();
    return new DatabaseHistory(
        Objectives.of(store, name.cluster(), name.database(), now),
        oldestFirst,
        growth(oldestFirst, now));
  }

  /** From the oldest backup of the last weeks that is still there to the newest one. */
  private List<TableGrowth> growth(List<Entry> oldestFirst, Instant now) {
    List<String> manifests =
        oldestFirst.stream()
            .filter(entry -> entry.operationId().time().isAfter(now.minus(GROWTH)))
            .flatMap(entry -> entry.report().stream())
            .filter(Report.Backup.class::isInstance)
            .map(report -> ((Report.Backup) report).manifest())
            .toList();
    if (manifests.size() < 2) {
      return List.of();
    }
    Optional<Manifest> before = find(manifests.getFirst());
    Optional<Manifest> newest = find(manifests.getLast());
    if (before.isEmpty() || newest.isEmpty()) {
      return List.of();
    }
    Map<String, Long> earlier = new HashMap<>();
    before.get().tables().forEach(table -> earlier.put(name(table), table.rows()));
    return newest.get().tables().stream()
        .sorted(Comparator.comparingLong(Manifest.Table::bytes).reversed())
        .limit(MOST_TABLES)
        .map(
            table ->
                new TableGrowth(
                    name(table),
                    earlier.getOrDefault(name(table), 0L),
                    table.rows(),
                    before.get().startedAt()))
        .toList();
  }

  private static String name(Manifest.Table table) {
    return table.schema().isEmpty() ? table.name() : table.schema() + "." + table.name();
  }

  /** One that has expired, or is damaged, shows no growth; what is wrong with it others tell. */
  private Optional<Manifest> find(String key) {
    try {
      return Optional.of(new Catalog(store).read(key));
    } catch (VigieException e) {
      if (e.code() == ErrorCode.OBJECT_UNKNOWN || e.code().category() == ErrorCategory.INTEGRITY) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
