package dev.vigie.aws;

import dev.vigie.error.VigieException;
import dev.vigie.node.InstanceMetrics;
import dev.vigie.node.InstanceMetrics.Sample;
import dev.vigie.node.SeenMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;

/**
 * What EC2 tells CloudWatch of machines. Needs {@code cloudwatch:GetMetricData}. Thread-safe.
 *
 * @param cloudWatch the client, which stays the caller's to close
 */
public record CloudWatchInstances(CloudWatchClient cloudWatch) {
  /** How far back is looked: long enough to see whether a balance rises. */
  static final Duration WINDOW = Duration.ofMinutes(30);

  /** The metrics, and how often EC2 tells each, in seconds (Amazon EC2 User Guide). */
  private enum Metric {
    FAILED_CHECKS("StatusCheckFailed", 60),
    CPU_CREDITS("CPUCreditBalance", 300),
    REQUEST_BALANCE("EBSIOBalance%", 300),
    BYTE_BALANCE("EBSByteBalance%", 300);

    private final String wireName;
    private final int seconds;

    Metric(String wireName, int seconds) {
      this.wireName = wireName;
      this.seconds = seconds;
    }
  }

  /** Metrics that one question may name (CloudWatch API Reference, "GetMetricData"). */
  private static final int AT_ONCE = 500;

  private static final int MACHINES_AT_ONCE = AT_ONCE / Metric.values().length;

  /** A builder with what Vigie wants of a client. */
  public static CloudWatchClientBuilder clientBuilder() {
    return Clients.quick(CloudWatchClient.builder());
  }

  /**
   * What was measured in the half hour before, by the machines' names. A machine that EC2 does not
   * know has no samples.
   *
   * @throws VigieException {@code CLOUD_DENIED} or {@code CLOUD_UNAVAILABLE} if CloudWatch does not
   *     tell
   */
  public Map<String, InstanceMetrics> of(List<SeenMachine> machines, Instant now) {
    Map<String, InstanceMetrics> metrics = new HashMap<>();
    try {
      for (int from = 0; from < machines.size(); from += MACHINES_AT_ONCE) {
        ask(
            machines.subList(from, Math.min(machines.size(), from + MACHINES_AT_ONCE)),
            now,
            metrics);
      }
    } catch (SdkException e) {
      throw CloudFailures.of(
          "CloudWatch does not tell how the machines are (GetMetricData): " + e.getMessage(), e);
    }
    return metrics;
  }

  private void ask(List<SeenMachine> machines, Instant now, Map<String, InstanceMetrics> metrics) {
    List<MetricDataQuery> queries = new ArrayList<>();
    IntStream.range(0, machines.size())
        .forEach(
            each -> {
              for (Metric metric : Metric.values()) {
                queries.add(query(id(metric, each), metric, machines.get(each).instanceId()));
              }
            });
    Map<String, List<Sample>> samples = new HashMap<>();
    cloudWatch
        .getMetricDataPaginator(
            request ->
                request
                    .metricDataQueries(queries)
                    .startTime(now.minus(WINDOW))
                    .endTime(now)
                    .scanBy(ScanBy.TIMESTAMP_DESCENDING))
        .metricDataResults()
        .forEach(result -> add(samples, result));
    for (int each = 0; each < machines.size(); each++) {
      metrics.put(machines.get(each).name(), metrics(samples, each));
    }
  }

  private static InstanceMetrics metrics(Map<String, List<Sample>> samples, int machine) {
    return new InstanceMetrics(
        samples.getOrDefault(id(Metric.FAILED_CHECKS, machine), List.of()),
        samples.getOrDefault(id(Metric.CPU_CREDITS, machine), List.of()),
        samples.getOrDefault(id(Metric.REQUEST_BALANCE, machine), List.of()),
        samples.getOrDefault(id(Metric.BYTE_BALANCE, machine), List.of()));
  }

  /** A result may come in several pages, each of which goes further back. */
  private static void add(Map<String, List<Sample>> samples, MetricDataResult result) {
    List<Sample> all = samples.computeIfAbsent(result.id(), _ -> new ArrayList<>());
    int known = Math.min(result.timestamps().size(), result.values().size());
    for (int each = 0; each < known; each++) {
      all.add(new Sample(result.timestamps().get(each), result.values().get(each)));
    }
  }

  private static MetricDataQuery query(String id, Metric metric, String instance) {
    Dimension machine = Dimension.builder().name("InstanceId").value(instance).build();
    return MetricDataQuery.builder()
        .id(id)
        .metricStat(
            stat ->
                stat.metric(
                        named ->
                            named
                                .namespace("AWS/EC2")
                                .metricName(metric.wireName)
                                .dimensions(machine))
                    .period(metric.seconds)
                    .stat(metric == Metric.FAILED_CHECKS ? "Maximum" : "Minimum"))
        .build();
  }

  /** Begins with a small letter, as the API Reference has it. */
  private static String id(Metric metric, int machine) {
    return "m%d_%s".formatted(machine, metric);
  }
}
