package dev.vigie.report;

import dev.vigie.alert.Condition;
import dev.vigie.operation.OperationStatus;
import dev.vigie.probe.Health;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How all is now, in one look: what {@code vigie status} and {@code vigie watch} tell. Its JSON is
 * a contract with scripts.
 *
 * @param at when it was read
 * @param bucket from which
 * @param lookedAt when health was looked at last; empty where nobody probes
 * @param unread why what health was found to be cannot be read; empty if it can
 * @param health the worst of all that is probed; {@code UNKNOWN} where nobody probes
 * @param unwell what is not well, the worst first
 * @param alerts what people were told and is not over, the worst first
 * @param posture how the bucket is guarded
 * @param databases of the first clusters and names
 * @param moreDatabases how many there are beside those
 * @param operations under way, the newest first
 * @param moreOperations how many are under way beside those
 */
public record StatusSummary(
    Instant at,
    String bucket,
    Optional<Instant> lookedAt,
    Optional<String> unread,
    Health health,
    List<Condition> unwell,
    List<Condition> alerts,
    List<Condition> posture,
    List<DatabaseStanding> databases,
    int moreDatabases,
    List<OperationStatus> operations,
    int moreOperations) {
  /** Keeps copies. */
  public StatusSummary {
    unwell = List.copyOf(unwell);
    alerts = List.copyOf(alerts);
    posture = List.copyOf(posture);
    databases = List.copyOf(databases);
    operations = List.copyOf(operations);
  }

  /** What of it is news when it changes: how things are, and neither since when nor how far. */
  private record News(
      List<List<Object>> unwell,
      List<List<Object>> alerts,
      List<List<Object>> posture,
      List<DatabaseStanding> databases,
      int moreDatabases,
      List<List<Object>> operations,
      int moreOperations,
      boolean probed,
      boolean readable) {}

  /**
   * Whether this is another state of things than that. Times, the words of a reason and how far an
   * operation is change all the time, and are no other state.
   */
  public boolean isNewsAfter(StatusSummary before) {
    return !news().equals(before.news());
  }

  private News news() {
    return new News(
        states(unwell),
        states(alerts),
        states(posture),
        databases,
        moreDatabases,
        operations.stream().map(each -> List.<Object>of(each.id(), each.state())).toList(),
        moreOperations,
        lookedAt.isPresent(),
        unread.isEmpty());
  }

  private static List<List<Object>> states(List<Condition> conditions) {
    return conditions.stream()
        .map(
            each ->
                List.<Object>of(
                    each.finding().check(),
                    each.finding().subject(),
                    each.finding().health(),
                    each.acknowledged()))
        .toList();
  }
}
