package dev.vigie.drill;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Requester;
import dev.vigie.storage.InParallel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Begins the drills that the plan has for a time. A drill that was begun is not begun again, so
 * that the same time may be asked for twice.
 *
 * @param plan when each is
 * @param starter begins one
 */
public record DueDrills(DrillPlan plan, DrillStarter starter) {
  private static final String SCHEDULE = "the schedule of drills";

  /**
   * What was begun.
   *
   * @param begun how many drills
   * @param withoutBackup how many databases have nothing yet that could be drilled
   */
  public record Begun(int begun, int withoutBackup) {}

  /** How beginning one drill went. */
  private record Attempt(PlannedDrill drill, Optional<VigieException> failure) {
    boolean hasNoBackup() {
      return failure.filter(each -> each.code() == ErrorCode.BACKUP_UNKNOWN).isPresent();
    }

    boolean hasFailed() {
      return failure.isPresent() && !hasNoBackup();
    }
  }

  /**
   * Begins those that begin in that time; one that fails keeps no other from it.
   *
   * @param after only later ones
   * @param until and none later than this
   * @throws VigieException the first failure's code, with every database that it happened to
   */
  public Begun begin(Instant after, Instant until) {
    List<Attempt> attempts = InParallel.of(plan.beginning(after, until), this::attempt);
    List<Attempt> failed = attempts.stream().filter(Attempt::hasFailed).toList();
    if (!failed.isEmpty()) {
      throw failure(failed, attempts.size());
    }
    int withoutBackup = (int) attempts.stream().filter(Attempt::hasNoBackup).count();
    return new Begun(attempts.size() - withoutBackup, withoutBackup);
  }

  private Attempt attempt(PlannedDrill drill) {
    try {
      starter.start(
          new DrillStarter.Order(
              drill.cluster(),
              drill.database(),
              Optional.empty(),
              List.of(),
              new Requester(drill.begin(), SCHEDULE, SCHEDULE)));
      return new Attempt(drill, Optional.empty());
    } catch (VigieException e) {
      return new Attempt(drill, Optional.of(e));
    }
  }

  private static VigieException failure(List<Attempt> failed, int all) {
    List<VigieException> failures =
        failed.stream().flatMap(attempt -> attempt.failure().stream()).toList();
    VigieException first = failures.getFirst();
    String databases =
        failed.stream()
            .map(attempt -> attempt.drill().cluster() + "/" + attempt.drill().database())
            .collect(Collectors.joining(", "));
    VigieException told =
        new VigieException(
            first.code(),
            "%d of %d drills did not begin, of %s: %s"
                .formatted(failed.size(), all, databases, first.getMessage()),
            first.hint(),
            first);
    failures.stream().skip(1).forEach(told::addSuppressed);
    return told;
  }
}
