package dev.vigie.cdk;

import dev.vigie.config.MetricNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** One page in CloudWatch: backups above, what makes them below. */
final class OpsDashboard {
  private static final int HALF = 12;
  private static final Duration DAY = Duration.days(1);
  private static final Duration HOUR = Duration.hours(1);

  private final OpsSettings settings;
  private final OpsFunctions functions;
  private final OpsMetrics metrics;

  private OpsDashboard(OpsSettings settings, OpsFunctions functions, OpsMetrics metrics) {
    this.settings = settings;
    this.functions = functions;
    this.metrics = metrics;
  }

  /** Adds the page to the scope. */
  static void addTo(
      Construct scope,
      OpsSettings settings,
      OpsNames names,
      OpsFunctions functions,
      List<Queue> deadLetters) {
    var page = new OpsDashboard(settings, functions, new OpsMetrics(names.metrics()));
    Dashboard.Builder.create(scope, "Dashboard")
        .dashboardName(names.own())
        .widgets(
            List.of(
                List.of(
                    page.ofDatabases("Good backups a day", MetricNames.SUCCEEDED, "Sum", DAY),
                    page.failures()),
                List.of(
                    page.ofDatabases(
                        "Seconds a backup takes", MetricNames.DURATION, "Maximum", DAY),
                    page.ofDatabases(
                        "Bytes a backup takes", MetricNames.STORED_BYTES, "Maximum", DAY)),
                List.of(page.health(), page.recovery()),
                List.of(page.overdue(), waiting(deadLetters)),
                List.of(page.errors(), page.durations())))
        .build();
  }

  private GraphWidget ofDatabases(String title, String metric, String statistic, Duration period) {
    return graph(title, ofDatabases(metric, statistic, period));
  }

  private List<IMetric> ofDatabases(String metric, String statistic, Duration period) {
    if (settings.fleet().watch() == FleetDispatch.Watch.FLEET) {
      return List.of(metrics.ofFleet(metric, MetricNames.BACKUP, statistic, period));
    }
    var lines = new ArrayList<IMetric>();
    for (var cluster : settings.clusters()) {
      for (var database : cluster.databases()) {
        lines.add(
            metrics.ofDatabase(
                metric, MetricNames.BACKUP, cluster.name(), database.name(), statistic, period));
      }
    }
    return lines;
  }

  private GraphWidget failures() {
    return graph(
        "Backups failed or lost a day",
        Stream.of(MetricNames.FAILED, MetricNames.LOST)
            .flatMap(metric -> ofDatabases(metric, "Sum", DAY).stream())
            .toList());
  }

  private GraphWidget overdue() {
    return graph(
        "Overdue and missed backups, operations that cannot be looked after",
        List.of(
            metrics.ofAll(MetricNames.OVERDUE_BACKUPS, HOUR),
            metrics.ofAll(MetricNames.MISSED_BACKUPS, HOUR),
            metrics.ofAll(MetricNames.STUCK_OPERATIONS, HOUR)));
  }

  private GraphWidget health() {
    return graph(
        "What is broken, what warns, and what could not be looked at",
        Stream.of(MetricNames.HEALTH_FAIL, MetricNames.HEALTH_WARN, MetricNames.HEALTH_UNKNOWN)
            .<IMetric>map(metric -> metrics.ofAll(metric, HOUR))
            .toList());
  }

  private GraphWidget recovery() {
    return graph(
        "Seconds that would be lost, and that a restore would take",
        Stream.of(MetricNames.RECOVERY_POINT, MetricNames.RECOVERY_TIME)
            .flatMap(metric -> recovery(metric).stream())
            .toList());
  }

  private List<IMetric> recovery(String metric) {
    if (settings.fleet().watch() == FleetDispatch.Watch.FLEET) {
      return List.of(metrics.ofAll(metric, HOUR));
    }
    return settings.clusters().stream()
        .flatMap(
            cluster ->
                cluster.databases().stream()
                    .<IMetric>map(
                        database ->
                            metrics.ofDatabase(metric, cluster.name(), database.name(), HOUR)))
        .toList();
  }

  private static GraphWidget waiting(List<Queue> deadLetters) {
    var options = MetricOptions.builder().period(HOUR).statistic("Maximum").build();
    return graph(
        "Dead letters",
        deadLetters.stream()
            .<IMetric>map(queue -> queue.metricApproximateNumberOfMessagesVisible(options))
            .toList());
  }

  private GraphWidget errors() {
    var options = MetricOptions.builder().period(HOUR).statistic("Sum").build();
    return graph(
        "Errors of functions",
        Arrays.stream(OpsFunction.values())
            .<IMetric>map(each -> functions.get(each).function().metricErrors(options))
            .toList());
  }

  private GraphWidget durations() {
    var options = MetricOptions.builder().period(HOUR).statistic("Maximum").build();
    return graph(
        "Milliseconds that functions run",
        Arrays.stream(OpsFunction.values())
            .<IMetric>map(each -> functions.get(each).function().metricDuration(options))
            .toList());
  }

  private static GraphWidget graph(String title, List<? extends IMetric> lines) {
    return GraphWidget.Builder.create().title(title).left(lines).width(HALF).build();
  }
}
