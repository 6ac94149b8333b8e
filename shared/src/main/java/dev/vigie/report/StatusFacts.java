package dev.vigie.report;

import dev.vigie.alert.Condition;
import dev.vigie.probe.Check;
import dev.vigie.probe.Health;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the status page shows.
 *
 * @param at when it was read
 * @param bucket from which
 * @param conditions how everything that is probed is; empty where nobody probes
 * @param databases the histories that are shown, by cluster and name
 * @param more how many databases there are beside those
 */
public record StatusFacts(
    Instant at,
    String bucket,
    List<Condition> conditions,
    List<DatabaseHistory> databases,
    int more) {
  private static final Set<Check> POSTURE =
      EnumSet.of(
          Check.BUCKET_ACCESS,
          Check.BUCKET_VERSIONS,
          Check.BUCKET_LIFECYCLE,
          Check.BUCKET_ENCRYPTION);

  /** Keeps copies. */
  public StatusFacts {
    conditions = List.copyOf(conditions);
    databases = List.copyOf(databases);
  }

  /** The worst health of all; {@code UNKNOWN} where nobody probes. */
  public Health health() {
    return conditions.stream()
        .map(condition -> condition.finding().health())
        .max(Comparator.naturalOrder())
        .orElse(Health.UNKNOWN);
  }

  /** What is not well, the worst first, and of those the longest first. */
  public List<Condition> open() {
    return conditions.stream()
        .filter(condition -> condition.finding().health() != Health.OK)
        .sorted(
            Comparator.comparing((Condition condition) -> condition.finding().health())
                .reversed()
                .thenComparing(Condition::since))
        .toList();
  }

  /** How the bucket is guarded; empty where nobody probes. */
  public List<Condition> posture() {
    return conditions.stream()
        .filter(condition -> POSTURE.contains(condition.finding().check()))
        .toList();
  }
}
