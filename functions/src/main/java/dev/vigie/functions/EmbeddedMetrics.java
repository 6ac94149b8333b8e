package dev.vigie.functions;

import dev.vigie.backup.OverdueBackup;
import dev.vigie.backup.PlannedBackup;
import dev.vigie.config.AsciiName;
import dev.vigie.config.MetricNames;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeListener;
import dev.vigie.operation.Reconciler;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.probe.HealthRound;
import java.time.Duration;
import java.util.List;
import software.amazon.cloudwatchlogs.emf.environment.LambdaEnvironment;
import software.amazon.cloudwatchlogs.emf.exception.DimensionSetExceededException;
import software.amazon.cloudwatchlogs.emf.exception.InvalidDimensionException;
import software.amazon.cloudwatchlogs.emf.exception.InvalidMetricException;
import software.amazon.cloudwatchlogs.emf.exception.InvalidNamespaceException;
import software.amazon.cloudwatchlogs.emf.logger.MetricsLogger;
import software.amazon.cloudwatchlogs.emf.model.DimensionSet;
import software.amazon.cloudwatchlogs.emf.model.Unit;

/**
 * Metrics in the function's log, from which CloudWatch takes them (Amazon CloudWatch User Guide,
 * "Specification: Embedded metric format"). The namespace is the deployment's own.
 *
 * <p>Each outcome that was written now: {@code OperationSucceeded}, {@code OperationFailed}, {@code
 * OperationLost} or {@code OperationRefused}, always 1; of one that succeeded also {@code
 * DurationSeconds} from the request to the outcome, {@code Rows}, of a backup {@code StoredBytes},
 * and of a drill {@code RestoreSeconds}, which is the measured RTO. Dimensions {@code Kind}, {@code
 * Cluster}, {@code Database}, or {@code Kind} alone; the names are written as in the bucket's keys,
 * because a dimension takes ASCII only. Each look of {@code Reconcile}: {@code OverdueBackups},
 * {@code MissedBackups} and {@code StuckOperations}, without dimensions. Each round of {@code
 * CheckHealth}: {@link HealthMetrics}. Thread-safe.
 */
final class EmbeddedMetrics implements OutcomeListener {
  /** How many databases a line names: it has at most 1 MB (CloudWatch Logs quotas). */
  private static final int NAMED = 100;

  private final String namespace;

  private final boolean perDatabase;

  /**
   * Metrics in this namespace.
   *
   * @param perDatabase whether each database has its own; else they are of all together, and a line
   *     says of which database it is
   */
  EmbeddedMetrics(String namespace, boolean perDatabase) {
    this.namespace = namespace;
    this.perDatabase = perDatabase;
  }

  /** What is put into one line. */
  private interface Line {
    void fill(MetricsLogger line)
        throws InvalidMetricException, InvalidDimensionException, DimensionSetExceededException;
  }

  @Override
  public void ended(OperationRequest request, Outcome outcome) {
    write(
        line -> {
          line.setDimensions(dimensions(request.work()));
          if (!perDatabase) {
            line.putProperty(MetricNames.CLUSTER, AsciiName.encode(request.work().cluster()));
            line.putProperty(MetricNames.DATABASE, AsciiName.encode(request.work().database()));
          }
          line.putProperty("OperationId", request.id().value());
          line.putMetric(name(outcome.status()), 1, Unit.COUNT);
          if (outcome.report().isPresent()) {
            Duration took = Duration.between(request.requestedAt(), outcome.recordedAt());
            line.putMetric(MetricNames.DURATION, took.toMillis() / 1000.0, Unit.SECONDS);
            measure(line, outcome.report().get());
          }
        });
  }

  /** What {@code Reconcile} found. */
  void reconciled(
      List<Reconciler.Finding> findings, List<PlannedBackup> missed, List<OverdueBackup> overdue) {
    long stuck =
        findings.stream().filter(finding -> finding.action() == Reconciler.Action.FAILED).count();
    write(
        line -> {
          line.setDimensions(new DimensionSet());
          line.putMetric(MetricNames.OVERDUE_BACKUPS, overdue.size(), Unit.COUNT);
          line.putMetric(MetricNames.MISSED_BACKUPS, missed.size(), Unit.COUNT);
          line.putMetric(MetricNames.STUCK_OPERATIONS, (double) stuck, Unit.COUNT);
          // A metric of a whole fleet says how many; the line says which.
          line.putProperty(
              "Overdue",
              overdue.stream()
                  .limit(NAMED)
                  .map(each -> name(each.cluster(), each.database()))
                  .toList());
          line.putProperty(
              "Missed",
              missed.stream()
                  .limit(NAMED)
                  .map(each -> name(each.cluster(), each.database()))
                  .toList());
        });
  }

  /** What {@code CheckHealth} found. */
  void healthChecked(HealthRound.Found found) {
    write(line -> HealthMetrics.ofAll(line, found));
    if (perDatabase) {
      found.backups().forEach(each -> write(line -> HealthMetrics.of(line, each, found.when())));
    } else {
      write(line -> HealthMetrics.ofFleet(line, found));
    }
  }

  private static void measure(MetricsLogger line, Report report) throws InvalidMetricException {
    switch (report) {
      case Report.Backup backup -> {
        line.putMetric(MetricNames.ROWS, (double) backup.rows(), Unit.COUNT);
        line.putMetric(MetricNames.STORED_BYTES, (double) backup.storedBytes(), Unit.BYTES);
      }
      case Report.Restore restore ->
          line.putMetric(MetricNames.ROWS, (double) restore.rows(), Unit.COUNT);
      case Report.Drill drill -> {
        line.putMetric(MetricNames.ROWS, (double) drill.rows(), Unit.COUNT);
        line.putMetric(MetricNames.RESTORE_SECONDS, drill.restoreSeconds(), Unit.SECONDS);
      }
      case Report.Copy copy ->
          line.putMetric(MetricNames.STORED_BYTES, (double) copy.storedBytes(), Unit.BYTES);
    }
  }

  private static String name(String cluster, String database) {
    return AsciiName.encode(cluster) + "/" + AsciiName.encode(database);
  }

  private static String name(Outcome.Status status) {
    return switch (status) {
      case SUCCEEDED -> MetricNames.SUCCEEDED;
      case FAILED -> MetricNames.FAILED;
      case LOST -> MetricNames.LOST;
      case REFUSED -> MetricNames.REFUSED;
    };
  }

  private DimensionSet dimensions(Work work)
      throws InvalidDimensionException, DimensionSetExceededException {
    String kind = OperationEvents.kind(work);
    if (!perDatabase) {
      return DimensionSet.of(MetricNames.KIND, kind);
    }
    return DimensionSet.of(
        MetricNames.KIND,
        kind,
        MetricNames.CLUSTER,
        AsciiName.encode(work.cluster()),
        MetricNames.DATABASE,
        AsciiName.encode(work.database()));
  }

  private void write(Line line) {
    // The environment is named, because finding out would ask the network for EC2's metadata.
    MetricsLogger logger = new MetricsLogger(new LambdaEnvironment());
    try {
      logger.setNamespace(namespace);
      line.fill(logger);
      logger.flush();
    } catch (InvalidNamespaceException
        | InvalidMetricException
        | InvalidDimensionException
        | DimensionSetExceededException e) {
      throw new VigieException(ErrorCode.INTERNAL, "a metric cannot be written", e);
    }
  }
}
