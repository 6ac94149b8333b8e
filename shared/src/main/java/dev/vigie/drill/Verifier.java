package dev.vigie.drill;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Verification;
import dev.vigie.catalog.Verifications;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeListener;
import dev.vigie.operation.Work;
import dev.vigie.retention.Retention;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.util.Optional;

/**
 * Calls a backup verified when it was proved: by a drill, or by a restore of all of it, which
 * compares as much. Nothing else can. Then it moves the legal hold of its database on. To hear of
 * the same end again changes nothing. Thread-safe.
 *
 * @param store the bucket
 * @param clock the time of the proof
 */
public record Verifier(ObjectStore store, Clock clock) implements OutcomeListener {
  /** What an operation proved. */
  private record Proof(OperationId backupId, String kind) {}

  @Override
  public void ended(OperationRequest request, Outcome outcome) {
    Work work = request.work();
    proof(work, outcome)
        .ifPresent(
            proof ->
                manifest(work, proof.backupId())
                    .ifPresent(manifest -> note(request, proof, manifest)));
  }

  private static Optional<Proof> proof(Work work, Outcome outcome) {
    if (outcome.status() != Outcome.Status.SUCCEEDED) {
      return Optional.empty();
    }
    return switch (work) {
      case Work.Drill drill -> Optional.of(new Proof(drill.backupId(), "drill"));
      case Work.Restore restore when restore.tables().isEmpty() ->
          Optional.of(new Proof(restore.backupId(), "restore"));
      case Work.Restore _, Work.Backup _, Work.Copy _ -> Optional.empty();
    };
  }

  /** One that has expired since, or was damaged, is nothing that anybody could rely on. */
  private Optional<Manifest> manifest(Work work, OperationId backupId) {
    try {
      return new Catalog(store).find(work.cluster(), work.database(), backupId);
    } catch (VigieException e) {
      if (e.code() == ErrorCode.MANIFEST_INVALID) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void note(OperationRequest request, Proof proof, Manifest manifest) {
    Verification verification =
        new Verification(
            Verification.SCHEMA_VERSION,
            proof.backupId(),
            request.id(),
            proof.kind(),
            clock.instant());
    new Verifications(store).note(manifest, verification);
    new LatestHold(store).move(manifest.cluster(), manifest.database().name());
    new Retention(store).promote(manifest.cluster(), manifest.database().name());
  }
}
