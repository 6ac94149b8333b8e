package dev.vigie.functions;

import dev.vigie.aws.EventBus;
import dev.vigie.config.MetricNames;
import dev.vigie.operation.CommandTrace;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeListener;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.storage.JsonDocuments;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Vigie's own events, on a bus of their own, for others to build on: {@code BackupSucceeded},
 * {@code BackupFailed}, {@code BackupLost}, {@code BackupRefused}, and the same of restores and
 * drills. Their form is a contract, {@code docs/events/operation-ended-1.schema.json}. Thread-safe.
 *
 * @param bus where they are put
 */
record OperationEvents(EventBus bus) implements OutcomeListener {
  private static final int SCHEMA_VERSION = 1;

  /** Of a message; SNS and SQS, which an event may go on to, take 256 KB (Amazon SNS quotas). */
  private static final int MOST_CHARACTERS = 4_000;

  /**
   * The detail of an event. The same operation has the same detail however often it is told.
   *
   * @param log the address of the page where CloudWatch keeps what the command printed
   */
  record Detail(
      int schemaVersion,
      OperationId operationId,
      String kind,
      String status,
      String cluster,
      String database,
      String requestedBy,
      Instant requestedAt,
      Instant recordedAt,
      Optional<BackedUp> backup,
      Optional<Restored> restore,
      Optional<Drilled> drill,
      Optional<Copied> copy,
      Optional<Failure> error,
      Optional<String> log) {}

  /** What a backup has, as in {@link Report.Backup}, and its tier. */
  record BackedUp(
      String manifest, String tier, int tables, long rows, long bytes, long storedBytes) {}

  /** What a drill has, as in {@link Report.Drill}. */
  record Drilled(
      OperationId backupId,
      String reportKey,
      int tables,
      long rows,
      int checks,
      long bytesRead,
      double restoreSeconds) {}

  /** What a copy has, as in {@link Report.Copy}, with the number of backups. */
  record Copied(String bucket, OperationId newest, int backups, long storedBytes) {}

  /** What a restore has, as in {@link Report.Restore}, without its lists. */
  record Restored(
      OperationId backupId, String target, Optional<String> keptAs, int tables, long rows) {}

  @Override
  public void ended(OperationRequest request, Outcome outcome) {
    byte[] json = JsonDocuments.bytes(detail(request, outcome));
    bus.put(
        detailType(request.work(), outcome.status()),
        new String(json, StandardCharsets.UTF_8),
        outcome.recordedAt());
  }

  /** Such as {@code BackupSucceeded}. */
  static String detailType(Work work, Outcome.Status status) {
    return capitalised(kind(work)) + capitalised(status.name());
  }

  private static String capitalised(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT)
        + word.substring(1).toLowerCase(Locale.ROOT);
  }

  /** The kind of work, as events and metrics call it. */
  static String kind(Work work) {
    return switch (work) {
      case Work.Backup _ -> MetricNames.BACKUP;
      case Work.Restore _ -> MetricNames.RESTORE;
      case Work.Drill _ -> MetricNames.DRILL;
      case Work.Copy _ -> MetricNames.COPY;
    };
  }

  static Detail detail(OperationRequest request, Outcome outcome) {
    Work work = request.work();
    return new Detail(
        SCHEMA_VERSION,
        request.id(),
        kind(work),
        outcome.status().name(),
        work.cluster(),
        work.database(),
        request.requestedBy(),
        request.requestedAt(),
        outcome.recordedAt(),
        outcome.report().flatMap(report -> backedUp(work, report)),
        outcome.report().flatMap(OperationEvents::restored),
        outcome.report().flatMap(OperationEvents::drilled),
        outcome.report().flatMap(OperationEvents::copied),
        outcome.error().map(OperationEvents::shortened),
        outcome.command().flatMap(CommandTrace::log));
  }

  private static Optional<BackedUp> backedUp(Work work, Report report) {
    return work instanceof Work.Backup asked && report instanceof Report.Backup made
        ? Optional.of(
            new BackedUp(
                made.manifest(),
                asked.tier().name().toLowerCase(Locale.ROOT),
                made.tables(),
                made.rows(),
                made.bytes(),
                made.storedBytes()))
        : Optional.empty();
  }

  private static Optional<Drilled> drilled(Report report) {
    return report instanceof Report.Drill made
        ? Optional.of(
            new Drilled(
                made.backupId(),
                made.reportKey(),
                made.tables(),
                made.rows(),
                made.checks(),
                made.bytesRead(),
                made.restoreSeconds()))
        : Optional.empty();
  }

  private static Optional<Copied> copied(Report report) {
    return report instanceof Report.Copy made
        ? Optional.of(
            new Copied(made.bucket(), made.newest(), made.copied().size(), made.storedBytes()))
        : Optional.empty();
  }

  private static Optional<Restored> restored(Report report) {
    return report instanceof Report.Restore made
        ? Optional.of(
            new Restored(made.backupId(), made.target(), made.keptAs(), made.tables(), made.rows()))
        : Optional.empty();
  }

  private static Failure shortened(Failure error) {
    String message = error.message();
    return message.length() <= MOST_CHARACTERS
        ? error
        : new Failure(error.code(), message.substring(0, MOST_CHARACTERS) + "…", error.hint());
  }
}
