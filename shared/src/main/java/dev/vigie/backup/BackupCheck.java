package dev.vigie.backup;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.OperationResult;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeCheck;
import dev.vigie.operation.Work;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import dev.vigie.transfer.StoredArchive;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * A backup was made if its manifest is there and each of its archives is the very object that the
 * manifest names, in size, tag and version. What the runner said does not count.
 *
 * @param store the bucket
 * @param clock the time of the outcome
 */
public record BackupCheck(ObjectStore store, Clock clock) implements OutcomeCheck {
  @Override
  public Optional<Outcome> check(OperationRequest request, Optional<OperationResult> result) {
    try {
      return look(request, result);
    } catch (VigieException e) {
      // What is broken in the bucket stays broken: the operation ends here. All else may pass.
      if (e.code().category() != ErrorCategory.INTEGRITY) {
        throw e;
      }
      return Optional.of(Outcome.failed(request.id(), clock.instant(), Failure.of(e)));
    }
  }

  private Optional<Outcome> look(OperationRequest request, Optional<OperationResult> result) {
    Work.Backup work = (Work.Backup) request.work();
    try {
      Optional<Manifest> manifest =
          new Catalog(store).find(work.cluster(), work.database(), request.id());
      if (manifest.isPresent()) {
        manifest.get().requireAll();
        return Optional.of(check(manifest.get()));
      }
    } catch (VigieException e) {
      if (e.code() != ErrorCode.MANIFEST_INVALID) {
        throw e;
      }
      // Written once, it will never be another one: the operation has ended.
      return Optional.of(Outcome.failed(request.id(), clock.instant(), Failure.of(e)));
    }
    return result.map(
        said -> {
          Failure failure =
              said.error()
                  .orElse(
                      Failure.of(
                          ErrorCode.MANIFEST_INVALID,
                          "the runner called backup "
                              + said.id()
                              + " done, and it has no manifest"));
          return Outcome.failed(request.id(), clock.instant(), failure);
        });
  }

  private Outcome check(Manifest manifest) {
    Instant now = clock.instant();
    return difference(store, manifest)
        .map(
            difference ->
                Outcome.failed(
                    manifest.backupId(), now, Failure.of(ErrorCode.CHECKSUM_MISMATCH, difference)))
        .orElseGet(() -> Outcome.succeeded(manifest.backupId(), now, BackupJob.report(manifest)));
  }

  /** The first archive that is not the object that the manifest names, if one is not. */
  static Optional<String> difference(ObjectStore store, Manifest manifest) {
    return manifest.archives().stream()
        .map(Manifest.Archive::object)
        .flatMap(archive -> difference(store, archive).stream())
        .findFirst();
  }

  private static Optional<String> difference(ObjectStore store, StoredArchive archive) {
    Optional<StoredObject> found = store.head(archive.key());
    if (found.isEmpty()) {
      return Optional.of(archive.key() + " is not in the bucket");
    }
    StoredObject object = found.get();
    boolean same =
        object.size() == archive.storedBytes()
            && object.etag().equals(archive.etag())
            && object.versionId().equals(archive.versionId());
    return same
        ? Optional.empty()
        : Optional.of(archive.key() + " is not the object that the manifest names");
  }
}
