package dev.vigie.restore;

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
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A restore was done if the runner's report says that it compared every table which the manifest
 * names, or which was asked for, and as many rows.
 *
 * @param store the bucket
 * @param clock the time of the outcome
 */
public record RestoreCheck(ObjectStore store, Clock clock) implements OutcomeCheck {
  @Override
  public Optional<Outcome> check(OperationRequest request, Optional<OperationResult> result) {
    return result.map(said -> judge(request, said));
  }

  /** The manifest; a damaged one, which will never be another, proves as much as none. */
  private Optional<Manifest> manifest(Work.Restore work) {
    try {
      return new Catalog(store).find(work.cluster(), work.database(), work.backupId());
    } catch (VigieException e) {
      if (e.code() == ErrorCode.MANIFEST_INVALID) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Outcome judge(OperationRequest request, OperationResult said) {
    if (said.error().isPresent()) {
      return Outcome.failed(request.id(), clock.instant(), said.error().get());
    }
    try {
      return compare(request, said);
    } catch (VigieException e) {
      // What is broken in the bucket stays broken: the operation ends here. All else may pass.
      if (e.code().category() != ErrorCategory.INTEGRITY) {
        throw e;
      }
      return Outcome.failed(request.id(), clock.instant(), Failure.of(e));
    }
  }

  private Outcome compare(OperationRequest request, OperationResult said) {
    Work.Restore work = (Work.Restore) request.work();
    Optional<Manifest> manifest = manifest(work);
    Optional<Report.Restore> report =
        said.report().filter(Report.Restore.class::isInstance).map(Report.Restore.class::cast);
    boolean proven =
        manifest.isPresent()
            && said.error().isEmpty()
            && report.isPresent()
            && report.get().backupId().equals(work.backupId())
            && comparedAll(work, manifest.get(), report.get());
    if (proven) {
      return Outcome.succeeded(request.id(), clock.instant(), report.get());
    }
    Failure failure =
        Failure.of(
            ErrorCode.COMPARISON_FAILED,
            "the runner called restore "
                + said.id()
                + " done, and did not compare all that the manifest names");
    return Outcome.failed(request.id(), clock.instant(), failure);
  }

  private static boolean comparedAll(Work.Restore work, Manifest manifest, Report.Restore report) {
    if (work.tables().isEmpty()) {
      return report.tables() == manifest.tables().size() && report.rows() == manifest.rows();
    }
    Set<List<String>> wanted =
        work.tables().stream()
            .map(copy -> List.of(copy.from().schema(), copy.from().name()))
            .collect(Collectors.toSet());
    long rows =
        manifest.tables().stream()
            .filter(table -> wanted.contains(List.of(table.schema(), table.name())))
            .mapToLong(Manifest.Table::rows)
            .sum();
    return report.tables() == work.tables().size() && report.rows() == rows;
  }
}
