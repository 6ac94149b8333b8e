package dev.vigie.fleet;

import dev.vigie.backup.BackupJob;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.PerKind;
import dev.vigie.operation.Report;
import dev.vigie.operation.Runner;
import dev.vigie.operation.Work;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * What runs on a machine: the real runner, whose work is a manifest after some minutes.
 *
 * @param agenda the time, and luck
 * @param ledger where it is noted what was done
 * @param store the bucket as the machines see it
 */
record FleetRunner(FleetAgenda agenda, FleetLedger ledger, ObjectStore store)
    implements FleetNodes.Work {
  @Override
  public void run(OperationId id, Consumer<Duration> worksFor) {
    Runner runner =
        new Runner(
            new OperationJournal(store),
            new PerKind<>(
                request -> backUp(request, worksFor),
                _ -> {
                  throw new AssertionError("nobody restores here");
                },
                _ -> {
                  throw new AssertionError("nobody drills here");
                },
                _ -> {
                  throw new AssertionError("nobody copies here");
                }),
            agenda.clock());
    try {
      if (runner.run(id, "a host").error().isPresent()) {
        throw new VigieException(ErrorCode.CLIENT_FAILED, "the backup failed");
      }
    } catch (VigieException e) {
      if (e.code() != ErrorCode.OBJECT_EXISTS) {
        throw e;
      }
    }
  }

  private Report backUp(OperationRequest request, Consumer<Duration> worksFor) {
    ledger.begun(request.id());
    Work.Backup work = (Work.Backup) request.work();
    Instant startedAt = agenda.now();
    worksFor.accept(agenda.between(Duration.ofMinutes(2), Duration.ofMinutes(20)));
    if (agenda.misfortune(5)) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "pg_dump failed");
    }
    Manifest whole =
        Manifests.manifest(
            request.id(),
            work.cluster(),
            work.database(),
            Manifests.store(store, request.id(), work.cluster(), work.database()).archives(),
            startedAt);
    new JsonDocuments(store).put(whole.key(), whole, work.tier().tags(), WriteCondition.IF_ABSENT);
    ledger.backedUp(work.database(), startedAt);
    return BackupJob.report(whole);
  }
}
