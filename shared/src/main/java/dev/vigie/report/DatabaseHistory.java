package dev.vigie.report;

import dev.vigie.drill.Objectives;
import dev.vigie.evidence.Entry;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What became of a database's operations.
 *
 * @param objectives how much would be lost now, and how long a restore takes, as measured
 * @param entries of the record, of this database, oldest first
 * @param growth of its largest tables
 */
public record DatabaseHistory(
    Objectives objectives, List<Entry> entries, List<TableGrowth> growth) {

  /** Keeps copies. */
  public DatabaseHistory {
    entries = List.copyOf(entries);
    growth = List.copyOf(growth);
  }

  /**
   * How a table has grown.
   *
   * @param table its name with its schema
   * @param before rows in an earlier backup
   * @param now rows in the newest
   * @param since when the earlier one was made
   */
  public record TableGrowth(String table, long before, long now, Instant since) {}

  /**
   * A backup that was made.
   *
   * @param at its time
   * @param storedBytes what it takes in the bucket
   * @param took from the request to the outcome
   */
  public record Made(Instant at, long storedBytes, Duration took) {}

  /**
   * A drill that proved a backup.
   *
   * @param at its time
   * @param restore how long the restore and its comparison took
   */
  public record Proved(Instant at, Duration restore) {}

  /** The ends of its backups, whatever they were, oldest first. */
  public List<Entry> backups() {
    return entries.stream().filter(entry -> entry.work() instanceof Work.Backup).toList();
  }

  /** The backups that were made, oldest first. */
  public List<Made> made() {
    return backups().stream()
        .filter(entry -> entry.status() == Outcome.Status.SUCCEEDED)
        .flatMap(
            entry ->
                entry
                    .report()
                    .filter(Report.Backup.class::isInstance)
                    .map(Report.Backup.class::cast)
                    .map(
                        report ->
                            new Made(
                                entry.operationId().time(),
                                report.storedBytes(),
                                Duration.between(entry.requestedAt(), entry.endedAt())))
                    .stream())
        .toList();
  }

  /** The drills that proved a backup, oldest first. */
  public List<Proved> proved() {
    return entries.stream()
        .flatMap(
            entry ->
                entry
                    .report()
                    .filter(Report.Drill.class::isInstance)
                    .map(Report.Drill.class::cast)
                    .map(
                        report ->
                            new Proved(
                                entry.operationId().time(),
                                Duration.ofMillis(Math.round(report.restoreSeconds() * 1000))))
                    .stream())
        .toList();
  }
}
