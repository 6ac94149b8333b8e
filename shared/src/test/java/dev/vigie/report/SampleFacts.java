package dev.vigie.report;

import dev.vigie.alert.Condition;
import dev.vigie.config.Tier;
import dev.vigie.drill.Objectives;
import dev.vigie.error.ErrorCode;
import dev.vigie.evidence.Entry;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.report.DatabaseHistory.TableGrowth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Facts of a bucket with any number of backups, under names that try to do harm. */
final class SampleFacts {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202e\n\"'&amp;";

  private SampleFacts() {}

  /** Writes a page for each number of backups: {@code DIRECTORY 0 1 5000}. */
  static void main(String[] arguments) throws IOException {
    for (int i = 1; i < arguments.length; i++) {
      Files.writeString(
          Path.of(arguments[0], arguments[i] + ".html"),
          new StatusPage(of(Integer.parseInt(arguments[i]))).html());
    }
  }

  /** Facts with so many backups of one database, the newest last night; beside one without any. */
  static StatusFacts of(int backups) {
    if (backups == 0) {
      return new StatusFacts(NOW, "bucket", List.of(), List.of(), 0);
    }
    List<Entry> entries = new ArrayList<>();
    Duration apart = Duration.ofDays(backups > 1 ? 170 : 1).dividedBy(backups);
    for (int i = backups - 1; i >= 0; i--) {
      entries.add(backup(NOW.minusSeconds(36_000).minus(apart.multipliedBy(i)), i));
      if (i % 50 == 49) {
        entries.add(drill(NOW.minus(apart.multipliedBy(i)), i));
        entries.add(failed(NOW.minus(apart.multipliedBy(i))));
      }
    }
    return new StatusFacts(
        NOW,
        "quickdata-pg-backups-storage-bucket-example",
        conditions(),
        List.of(
            new DatabaseHistory(
                new Objectives(
                    "main",
                    HOSTILE,
                    Optional.of(entries.getFirst().operationId()),
                    Optional.of(Duration.ofHours(10)),
                    Optional.of(Duration.ofHours(30)),
                    Optional.of(Duration.ofSeconds(95)),
                    Optional.of(Duration.ofSeconds(90))),
                entries,
                List.of(new TableGrowth("public." + HOSTILE, 1_000, 2_500, NOW.minusSeconds(9)))),
            new DatabaseHistory(
                new Objectives(
                    "main",
                    "empty",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
                List.of(),
                List.of())),
        3);
  }

  private static List<Condition> conditions() {
    return List.of(
        condition(Check.BUCKET_ACCESS, "bucket", Health.OK, ""),
        condition(Check.BACKUP_DRIFT, HOSTILE, Health.WARN, "table " + HOSTILE + " is empty"),
        condition(Check.SERVICE, "nocodb", Health.FAIL, "1 of 2 tasks runs"),
        condition(Check.BUCKET_LIFECYCLE, "bucket", Health.UNKNOWN, "not allowed to look"));
  }

  private static Condition condition(Check check, String subject, Health health, String reason) {
    return new Condition(
        new Finding(check, subject, health, reason), NOW.minusSeconds(7_200), false);
  }

  /** One of them took an hour, which a chart of stretches must not lose. */
  private static Entry backup(Instant at, int number) {
    Duration took = number == 1_234 ? Duration.ofHours(1) : Duration.ofSeconds(42);
    return entry(
        at,
        at.plus(took),
        new Work.Backup("main", HOSTILE, Tier.DAILY),
        Outcome.Status.SUCCEEDED,
        Optional.of(new Report.Backup("manifest", 9, 100, 5_000, 1_000_000L + number)));
  }

  private static Entry drill(Instant at, int number) {
    OperationId id = OperationId.of(at, "sample", "drilled");
    return entry(
        at,
        at.plusSeconds(100),
        new Work.Drill("main", HOSTILE, id, List.of()),
        Outcome.Status.SUCCEEDED,
        Optional.of(new Report.Drill(id, "report", 9, 100, 0, 5_000, 90 + number % 7)));
  }

  private static Entry failed(Instant at) {
    return entry(
        at,
        at.plusSeconds(5),
        new Work.Backup("main", HOSTILE, Tier.DAILY),
        Outcome.Status.FAILED,
        Optional.empty());
  }

  private static Entry entry(
      Instant at, Instant endedAt, Work work, Outcome.Status status, Optional<Report> report) {
    return new Entry(
        1,
        1,
        "0".repeat(64),
        endedAt,
        OperationId.of(at, "sample", work.toString()),
        "a schedule",
        at,
        "node",
        work,
        status,
        endedAt,
        report,
        report.isPresent()
            ? Optional.empty()
            : Optional.of(Failure.of(ErrorCode.CLIENT_FAILED, "pg_dump failed")));
  }
}
