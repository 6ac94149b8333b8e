package dev.vigie.functions;

import dev.vigie.config.AsciiName;
import dev.vigie.config.MetricNames;
import dev.vigie.probe.BackupFacts;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.probe.HealthRound;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.cloudwatchlogs.emf.exception.DimensionSetExceededException;
import software.amazon.cloudwatchlogs.emf.exception.InvalidDimensionException;
import software.amazon.cloudwatchlogs.emf.exception.InvalidMetricException;
import software.amazon.cloudwatchlogs.emf.logger.MetricsLogger;
import software.amazon.cloudwatchlogs.emf.model.DimensionSet;
import software.amazon.cloudwatchlogs.emf.model.Unit;

/**
 * The metrics of a round of health. Without dimensions, in findings: {@code HealthFindings}, {@code
 * HealthUnknown}, {@code HealthWarn}, {@code HealthFail}; how many of which check are of which
 * health stands in the same line as {@code Checks}, for CloudWatch Logs Insights, because a metric
 * for each would be some ninety. By {@code Cluster} and {@code Database}, in seconds: {@code
 * RecoveryPointSeconds}, the age of the newest backup, and {@code RecoveryTimeSeconds}, what its
 * restore would take by the drills; of a fleet that is watched as a whole without dimensions, the
 * largest of each.
 */
final class HealthMetrics {
  private static final double MILLIS = 1000.0;

  private HealthMetrics() {}

  /** What a round found. */
  static void ofAll(MetricsLogger line, HealthRound.Found found)
      throws InvalidMetricException, InvalidDimensionException, DimensionSetExceededException {
    line.setDimensions(new DimensionSet());
    line.putMetric(MetricNames.HEALTH_FINDINGS, found.findings().size(), Unit.COUNT);
    line.putMetric(MetricNames.HEALTH_UNKNOWN, count(found, Health.UNKNOWN), Unit.COUNT);
    line.putMetric(MetricNames.HEALTH_WARN, count(found, Health.WARN), Unit.COUNT);
    line.putMetric(MetricNames.HEALTH_FAIL, count(found, Health.FAIL), Unit.COUNT);
    Map<String, Map<String, Long>> checks =
        found.findings().stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.check().id(),
                    TreeMap::new,
                    Collectors.groupingBy(
                        each -> each.health().name().toLowerCase(Locale.ROOT),
                        TreeMap::new,
                        Collectors.counting())));
    line.putProperty("Checks", checks);
  }

  /** What was measured of a database. */
  static void of(MetricsLogger line, BackupFacts backups, Instant now)
      throws InvalidMetricException, InvalidDimensionException, DimensionSetExceededException {
    line.setDimensions(
        DimensionSet.of(
            MetricNames.CLUSTER,
            AsciiName.encode(backups.cluster()),
            MetricNames.DATABASE,
            AsciiName.encode(backups.database())));
    put(
        line,
        MetricNames.RECOVERY_POINT,
        backups.takenAt().map(then -> Duration.between(then, now)));
    put(line, MetricNames.RECOVERY_TIME, backups.restore());
  }

  /** The worst of what was measured. */
  static void ofFleet(MetricsLogger line, HealthRound.Found found)
      throws InvalidMetricException, InvalidDimensionException, DimensionSetExceededException {
    line.setDimensions(new DimensionSet());
    put(
        line,
        MetricNames.RECOVERY_POINT,
        largest(found, each -> each.takenAt().map(then -> Duration.between(then, found.when()))));
    put(line, MetricNames.RECOVERY_TIME, largest(found, BackupFacts::restore));
  }

  private static Optional<Duration> largest(
      HealthRound.Found found, Function<BackupFacts, Optional<Duration>> measure) {
    return found.backups().stream()
        .flatMap(each -> measure.apply(each).stream())
        .max(Comparator.naturalOrder());
  }

  private static void put(MetricsLogger line, String name, Optional<Duration> time)
      throws InvalidMetricException {
    if (time.isPresent()) {
      line.putMetric(name, time.get().toMillis() / MILLIS, Unit.SECONDS);
    }
  }

  private static double count(HealthRound.Found found, Health health) {
    return found.findings().stream().map(Finding::health).filter(health::equals).count();
  }
}
