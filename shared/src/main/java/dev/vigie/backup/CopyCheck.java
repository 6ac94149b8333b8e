package dev.vigie.backup;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.OperationResult;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeCheck;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.storage.Buckets;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.util.Optional;

/**
 * Backups were copied if the second bucket has the manifest of each that the runner names, and each
 * archive of the newest backup, as large and with the tag that its manifest there says.
 *
 * @param buckets opens the second bucket
 * @param clock the time of the outcome
 */
public record CopyCheck(Buckets buckets, Clock clock) implements OutcomeCheck {
  @Override
  public Optional<Outcome> check(OperationRequest request, Optional<OperationResult> result) {
    return result.map(said -> judge(request, said));
  }

  private Outcome judge(OperationRequest request, OperationResult said) {
    if (said.error().isPresent()) {
      return Outcome.failed(request.id(), clock.instant(), said.error().get());
    }
    Work.Copy work = (Work.Copy) request.work();
    Optional<Report.Copy> word =
        said.report()
            .filter(Report.Copy.class::isInstance)
            .map(Report.Copy.class::cast)
            .filter(report -> report.bucket().equals(work.bucket()));
    if (word.isEmpty()) {
      return failed(request, "the runner says nothing of copies in bucket " + work.bucket());
    }
    try (ObjectStore second = buckets.open(work.bucket(), work.region())) {
      return missing(second, work, word.get())
          .map(missing -> failed(request, missing))
          .orElseGet(() -> Outcome.succeeded(request.id(), clock.instant(), word.get()));
    } catch (VigieException e) {
      // What is broken in the bucket stays broken: the operation ends here. All else may pass.
      if (e.code().category() != ErrorCategory.INTEGRITY) {
        throw e;
      }
      return Outcome.failed(request.id(), clock.instant(), Failure.of(e));
    }
  }

  private static Optional<String> missing(ObjectStore second, Work.Copy work, Report.Copy word) {
    for (OperationId copied : word.copied()) {
      String key = BucketLayout.manifest(work.cluster(), work.database(), copied.value());
      if (second.head(key).isEmpty()) {
        return Optional.of(key + " is not in bucket " + second.bucket());
      }
    }
    Optional<Manifest> newest =
        new Catalog(second).find(work.cluster(), work.database(), word.newest());
    return newest.isEmpty()
        ? Optional.of("backup " + word.newest() + " is not in bucket " + second.bucket())
        : BackupCheck.difference(second, newest.get());
  }

  private Outcome failed(OperationRequest request, String message) {
    return Outcome.failed(
        request.id(), clock.instant(), Failure.of(ErrorCode.CHECKSUM_MISMATCH, message));
  }
}
