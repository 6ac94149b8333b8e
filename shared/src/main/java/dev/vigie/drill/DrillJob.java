package dev.vigie.drill;

import dev.vigie.backup.BackupVerification;
import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.drill.DrillPlace.Server;
import dev.vigie.drill.DrillReport.CheckResult;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.postgres.PgTools;
import dev.vigie.restore.RestoreJob;
import dev.vigie.restore.RestoreListener;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import dev.vigie.transfer.Progress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Proves a backup: restores it as any restore does, into a server that is thrown away, compares all
 * of it and what stands around it, reads the application's files through, and asks what the
 * application itself wants to know. Whatever is found stands in a report in the bucket, and the
 * server is gone at the end, whatever happened. Thread-safe.
 */
public final class DrillJob {
  /** The name of a database that cannot have its own there: that one is PostgreSQL's. */
  private static final String OTHER_NAME = "drilled";

  private static final Set<String> POSTGRES_OWN = Set.of("postgres", "template0", "template1");

  private final ObjectStore store;
  private final DrillPlace place;
  private final Clock clock;
  private final Progress progress;
  private final int workers;
  private final RestoreListener listener;

  /**
   * A job for this bucket.
   *
   * @param place where the servers are
   * @param workers how much of a backup is restored at once, as {@link RestoreJob} has it
   */
  public DrillJob(
      ObjectStore store, DrillPlace place, Clock clock, Progress progress, int workers) {
    this(store, place, clock, progress, workers, RestoreListener.NONE);
  }

  /**
   * As {@link #DrillJob(ObjectStore, DrillPlace, Clock, Progress, int)}, and somebody else hears of
   * its restores, too, before they are gone.
   */
  public DrillJob(
      ObjectStore store,
      DrillPlace place,
      Clock clock,
      Progress progress,
      int workers,
      RestoreListener listener) {
    this.store = store;
    this.place = place;
    this.clock = clock;
    this.progress = progress;
    this.workers = workers;
    this.listener = listener;
  }

  /**
   * Drills.
   *
   * @param id of the operation
   * @return what was proved; the whole report is in the bucket, also of a drill that failed
   * @throws VigieException {@code BACKUP_UNKNOWN}, {@code ROOM_MISSING}, {@code COMPARISON_FAILED},
   *     {@code CHECK_FAILED}, or with the code of what failed
   */
  public Report.Drill run(OperationId id, Work.Drill work) {
    Manifest manifest =
        new Catalog(store)
            .find(work.cluster(), work.database(), work.backupId())
            .orElseThrow(() -> unknown(work));
    manifest.requireAll();
    Room.require(manifest, place.freeBytes());
    DrillFindings findings = new DrillFindings(id, manifest, clock.instant());
    try {
      drill(id, work, manifest, findings);
    } catch (RuntimeException e) {
      tellAfter(e, findings);
      throw e;
    }
    findings.times().end();
    DrillReport report = findings.proved(clock.instant());
    store(report);
    return new Report.Drill(
        manifest.backupId(),
        key(report),
        manifest.tables().size(),
        manifest.rows(),
        report.checks().size(),
        report.bytesRead(),
        report.restoreTime().toMillis() / 1000.0);
  }

  private void drill(OperationId id, Work.Drill work, Manifest manifest, DrillFindings findings) {
    findings.times().begin("start");
    try (Server server = place.open(id, manifest, Room.of(manifest));
        CountedReads counted = new CountedReads(store)) {
      findings.into(server.description(), counted::bytes);
      PgTools restored = restore(id, manifest, server.tools(), counted, findings);
      findings.times().begin("files");
      new BackupVerification(counted, progress).verifyFiles(manifest);
      findings.compared();
      findings.times().begin("checks");
      findings.checked(new ApplicationChecks(id, restored).run(work.checks()));
      findings.times().begin("end");
    }
    List<CheckResult> failed = findings.checks().stream().filter(check -> !check.passed()).toList();
    if (!failed.isEmpty()) {
      throw new VigieException(
          ErrorCode.CHECK_FAILED,
          "%d of %d checks of the restored backup %s failed; the first, %s, gave %s instead of %s"
              .formatted(
                  failed.size(),
                  findings.checks().size(),
                  manifest.backupId(),
                  failed.getFirst().sql(),
                  failed.getFirst().actual(),
                  failed.getFirst().expected()));
    }
  }

  /** Returns the programs on the restored database. */
  private PgTools restore(
      OperationId id,
      Manifest manifest,
      PgTools server,
      ObjectStore counted,
      DrillFindings findings) {
    String name = manifest.database().name();
    String target = POSTGRES_OWN.contains(name) ? OTHER_NAME : name;
    RestoreJob restores =
        new RestoreJob(counted, progress, workers, new HeardByBoth(findings, listener));
    Set<String> ownRoles = Set.of(server.psql().run("SELECT current_user"));
    Report.Restore done =
        restores.run(
            id,
            new Work.Restore(manifest.cluster(), name, manifest.backupId(), target, false),
            server);
    findings.rewritten(done.rewritten());
    findings.times().begin("surroundings");
    PgTools restored = server.on(target);
    List<String> differences =
        new Surroundings(manifest, restores.globals(manifest)).differences(restored, ownRoles);
    if (!differences.isEmpty()) {
      findings.differs(differences);
      throw new VigieException(
          ErrorCode.COMPARISON_FAILED,
          "what stands around the restored database differs from backup %s in %d places: %s"
              .formatted(manifest.backupId(), differences.size(), differences.getFirst()));
    }
    return restored;
  }

  private void tellAfter(RuntimeException cause, DrillFindings findings) {
    boolean interrupted = Thread.interrupted();
    try {
      findings.times().end();
      store(findings.failed(clock.instant(), cause));
    } catch (RuntimeException untold) {
      cause.addSuppressed(untold);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void store(DrillReport report) {
    new JsonDocuments(store).put(key(report), report, Map.of(), WriteCondition.IF_ABSENT);
  }

  private static String key(DrillReport report) {
    return BucketLayout.drill(report.cluster(), report.database(), report.drillId().value());
  }

  private static VigieException unknown(Work.Drill work) {
    return new VigieException(
        ErrorCode.BACKUP_UNKNOWN,
        "there is no backup %s of database \"%s\" of cluster \"%s\""
            .formatted(work.backupId(), work.database(), work.cluster()));
  }
}
