package dev.vigie.probe;

import dev.vigie.error.ErrorCode;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Work;
import dev.vigie.storage.InParallel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the newest operation of each kind on each database ended well. One that has not ended is
 * no news; the one before it counts. Thread-safe.
 *
 * @param journal the operations
 */
public record OperationWatch(OperationJournal journal) {
  /** More than a week, so that the newest of the weekly drills is among them. */
  private static final Duration LOOK_BACK = Duration.ofDays(9);

  /** Operations that are opened, the newest ones: of a fleet the alarms count the others. */
  static final int MOST = 100;

  /**
   * How an operation ended.
   *
   * @param subject its kind and its database
   * @param outcome its end
   */
  record Ended(String subject, Outcome outcome) {}

  /** What is found of each kind and database that had an operation of late. */
  public List<Finding> look(Instant now) {
    List<OperationId> ids = journal.since(now.minus(LOOK_BACK));
    List<OperationId> newest = ids.subList(Math.max(0, ids.size() - MOST), ids.size()).reversed();
    return judge(InParallel.of(newest, this::ended).stream().flatMap(Optional::stream).toList());
  }

  private Optional<Ended> ended(OperationId id) {
    Optional<OperationRequest> request = journal.request(id);
    return request.flatMap(
        asked -> journal.outcome(id).map(outcome -> new Ended(subject(asked.work()), outcome)));
  }

  /**
   * What these ends mean.
   *
   * @param ended newest first
   */
  static List<Finding> judge(List<Ended> ended) {
    Map<String, Outcome> newest = new LinkedHashMap<>();
    ended.stream()
        .filter(each -> isNews(each.outcome()))
        .forEach(each -> newest.putIfAbsent(each.subject(), each.outcome()));
    List<Finding> findings = new ArrayList<>();
    newest.forEach((subject, outcome) -> findings.add(finding(subject, outcome)));
    return findings;
  }

  /** Who cancelled it knows, and so does who was refused; the one before tells how things are. */
  private static boolean isNews(Outcome outcome) {
    return outcome.status() != Outcome.Status.REFUSED
        && outcome.error().stream()
            .noneMatch(error -> error.code().equals(ErrorCode.OPERATION_CANCELLED.name()));
  }

  private static Finding finding(String subject, Outcome outcome) {
    if (outcome.status() == Outcome.Status.SUCCEEDED) {
      return new Finding(Check.OPERATION, subject, Health.OK, "");
    }
    String why = outcome.error().map(error -> ": " + error.message()).orElse("");
    String reason = "%s ended as %s%s".formatted(outcome.id(), outcome.status(), why);
    return new Finding(Check.OPERATION, subject, Health.FAIL, reason);
  }

  private static String subject(Work work) {
    String kind = work.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return "%s of %s/%s".formatted(kind, work.cluster(), work.database());
  }
}
