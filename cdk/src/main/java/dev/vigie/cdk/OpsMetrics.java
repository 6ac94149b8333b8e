package dev.vigie.cdk;

import dev.vigie.config.AsciiName;
import dev.vigie.config.MetricNames;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;

/**
 * The metrics that alarms and the dashboard ask for.
 *
 * @param namespace that of Vigie's own
 */
record OpsMetrics(String namespace) {

  /** One of Vigie's own of a database. */
  Metric ofDatabase(
      String name,
      String kind,
      String cluster,
      String database,
      String statistic,
      Duration period) {
    var dimensions = new LinkedHashMap<String, String>();
    dimensions.put(MetricNames.KIND, kind);
    dimensions.put(MetricNames.CLUSTER, AsciiName.encode(cluster));
    dimensions.put(MetricNames.DATABASE, AsciiName.encode(database));
    return metric(namespace, name, dimensions, statistic, period);
  }

  /** One of Vigie's own of a database, whatever was done with it. */
  Metric ofDatabase(String name, String cluster, String database, Duration period) {
    var dimensions = new LinkedHashMap<String, String>();
    dimensions.put(MetricNames.CLUSTER, AsciiName.encode(cluster));
    dimensions.put(MetricNames.DATABASE, AsciiName.encode(database));
    return metric(namespace, name, dimensions, "Maximum", period);
  }

  /** One of Vigie's own of everything. */
  Metric ofAll(String name, Duration period) {
    return metric(namespace, name, Map.of(), "Maximum", period);
  }

  /** One of Vigie's own of all databases together, where the fleet is watched as a whole. */
  Metric ofFleet(String name, String kind, String statistic, Duration period) {
    return metric(namespace, name, Map.of(MetricNames.KIND, kind), statistic, period);
  }

  /** How many operations of a database did not end well. */
  MathExpression failures(String cluster, String database, Duration period) {
    return failures(
        (name, kind) -> ofDatabase(name, kind, cluster, database, "Sum", period),
        database + " failed or lost",
        period);
  }

  /** How many operations of all databases did not end well. */
  MathExpression failures(Duration period) {
    return failures((name, kind) -> ofFleet(name, kind, "Sum", period), "failed or lost", period);
  }

  private static MathExpression failures(
      BiFunction<String, String, Metric> metric, String label, Duration period) {
    var metrics = new LinkedHashMap<String, Metric>();
    for (var kind :
        new String[] {
          MetricNames.BACKUP, MetricNames.RESTORE, MetricNames.DRILL, MetricNames.COPY
        }) {
      metrics.put(kind + "Failed", metric.apply(MetricNames.FAILED, kind));
      metrics.put(kind + "Lost", metric.apply(MetricNames.LOST, kind));
    }
    // A drill that its machine has no room for proves nothing, and will have none next time.
    metrics.put(
        MetricNames.DRILL + "Refused", metric.apply(MetricNames.REFUSED, MetricNames.DRILL));
    return sum(metrics, label, period);
  }

  /**
   * How often the schedules of a group gave up (EventBridge Scheduler User Guide, "Monitoring with
   * Amazon CloudWatch").
   */
  static MathExpression scheduleFailures(String group, Duration period) {
    var metrics = new LinkedHashMap<String, Metric>();
    for (var name :
        new String[] {"InvocationDroppedCount", "InvocationsFailedToBeSentToDeadLetterCount"}) {
      metrics.put(
          name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
          metric("AWS/Scheduler", name, Map.of("ScheduleGroup", group), "Sum", period));
    }
    return sum(metrics, "schedules that gave up", period);
  }

  /** Where nothing was counted stands 0. */
  private static MathExpression sum(Map<String, Metric> metrics, String label, Duration period) {
    var terms = metrics.keySet().stream().map(name -> "FILL(" + name + ", 0)").toList();
    return MathExpression.Builder.create()
        .expression(String.join(" + ", terms))
        .usingMetrics(metrics)
        .label(label)
        .period(period)
        .build();
  }

  private static Metric metric(
      String namespace,
      String name,
      Map<String, String> dimensions,
      String statistic,
      Duration period) {
    return Metric.Builder.create()
        .namespace(namespace)
        .metricName(name)
        .dimensionsMap(dimensions)
        .statistic(statistic)
        .period(period)
        .build();
  }
}
