package dev.vigie.drill;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.drill.DrillReport.CheckResult;
import dev.vigie.drill.DrillReport.Compared;
import dev.vigie.drill.DrillReport.Result;
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
import dev.vigie.operation.Work.Check;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * A drill proved its backup if its report is in the bucket and says that it compared every table
 * which the manifest names, as many rows, and that every check that was asked for was as expected.
 * One that found no room was refused.
 *
 * @param store the bucket
 * @param clock the time of the outcome
 */
public record DrillCheck(ObjectStore store, Clock clock) implements OutcomeCheck {
  @Override
  public Optional<Outcome> check(OperationRequest request, Optional<OperationResult> result) {
    return result.map(said -> judge(request, said));
  }

  private Outcome judge(OperationRequest request, OperationResult said) {
    if (said.error().isPresent()) {
      Failure failure = said.error().get();
      return failure.code().equals(ErrorCode.ROOM_MISSING.name())
          ? Outcome.refused(request.id(), clock.instant(), failure)
          : Outcome.failed(request.id(), clock.instant(), failure);
    }
    try {
      return look(request, said);
    } catch (VigieException e) {
      // What is broken in the bucket, or not there, stays so: the operation ends here.
      if (e.code().category() != ErrorCategory.INTEGRITY && e.code() != ErrorCode.OBJECT_UNKNOWN) {
        throw e;
      }
      return Outcome.failed(request.id(), clock.instant(), Failure.of(e));
    }
  }

  private Outcome look(OperationRequest request, OperationResult said) {
    Work.Drill work = (Work.Drill) request.work();
    String key = BucketLayout.drill(work.cluster(), work.database(), request.id().value());
    DrillReport report = new JsonDocuments(store).get(key, DrillReport.class);
    Optional<Manifest> manifest =
        new Catalog(store).find(work.cluster(), work.database(), work.backupId());
    Optional<Report.Drill> word =
        said.report().filter(Report.Drill.class::isInstance).map(Report.Drill.class::cast);
    boolean proved =
        manifest.isPresent()
            && word.isPresent()
            && word.get().reportKey().equals(key)
            && report.drillId().equals(request.id())
            && report.backupId().equals(work.backupId())
            && report.result() == Result.PROVED
            && report.compared().filter(each -> isAllOf(manifest.get(), each)).isPresent()
            && passed(report.checks()).equals(work.checks());
    if (proved) {
      return Outcome.succeeded(request.id(), clock.instant(), word.get());
    }
    Failure failure =
        Failure.of(
            ErrorCode.COMPARISON_FAILED,
            "the runner called drill "
                + request.id()
                + " done, and its report does not say that all was compared and checked");
    return Outcome.failed(request.id(), clock.instant(), failure);
  }

  private static boolean isAllOf(Manifest manifest, Compared compared) {
    return compared.tables() == manifest.tables().size() && compared.rows() == manifest.rows();
  }

  private static List<Check> passed(List<CheckResult> checks) {
    return checks.stream()
        .filter(CheckResult::passed)
        .map(check -> new Check(check.sql(), check.expected()))
        .toList();
  }
}
