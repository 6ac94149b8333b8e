package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.vigie.config.DocumentParameters;
import dev.vigie.node.CommandReport;
import dev.vigie.node.InstanceMetrics;
import dev.vigie.node.RunnerTask;
import dev.vigie.node.SeenMachine;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DocumentType;

/**
 * The adapters against the emulator that {@code VIGIE_AWS_ENDPOINT} names, with the credentials and
 * the region of AWS's default chain: {@code lab/aws/test} starts one. Without it there is nothing
 * to try here; what goes over the wire is tested beside, without an emulator.
 */
class EmulatorIT {
  private static final String DOCUMENT =
      """
      {"schemaVersion": "2.2", "description": "a test", "parameters": {
         "%s": {"type": "String"}, "%s": {"type": "String"}},
       "mainSteps": [{"action": "aws:runShellScript", "name": "run",
         "inputs": {"runCommand": ["true"]}}]}
      """
          .formatted(DocumentParameters.BUCKET, DocumentParameters.OPERATION_ID);

  @TestFactory
  Stream<DynamicTest> adapters_onAnEmulator() {
    return Stream.ofNullable(System.getenv("VIGIE_AWS_ENDPOINT"))
        .map(URI::create)
        .flatMap(
            endpoint ->
                Stream.of(
                    dynamicTest("bus_keepsTheEvent", () -> bus(endpoint)),
                    dynamicTest("command_isSentAndFound", () -> command(endpoint)),
                    dynamicTest("machine_isMeasured", () -> measured(endpoint))));
  }

  private static void bus(URI endpoint) {
    String name = "vigie-" + UUID.randomUUID();
    try (EventBridgeClient events = EventBus.clientBuilder().endpointOverride(endpoint).build()) {
      String bus = events.createEventBus(request -> request.name(name)).eventBusArn();
      String archive = name.substring(0, 40);
      events.createArchive(request -> request.archiveName(archive).eventSourceArn(bus));

      new EventBus(events, name).put("BackupSucceeded", "{\"schemaVersion\":1}", Instant.now());

      assertThat(events.describeArchive(request -> request.archiveName(archive)).eventCount())
          .isEqualTo(1);
    }
  }

  private static void measured(URI endpoint) {
    Instant now = Instant.now();
    SeenMachine machine = new SeenMachine("nat", "i-0123456789abcdef0", true, Optional.empty());
    SeenMachine gone = new SeenMachine("gone", "i-0123456789abcdef1", false, Optional.empty());
    try (CloudWatchClient cloudWatch =
        CloudWatchInstances.clientBuilder().endpointOverride(endpoint).build()) {
      Dimension named = Dimension.builder().name("InstanceId").value(machine.instanceId()).build();
      for (int minutes : List.of(3, 8, 13)) {
        cloudWatch.putMetricData(
            request ->
                request
                    .namespace("AWS/EC2")
                    .metricData(
                        MetricDatum.builder()
                            .metricName("CPUCreditBalance")
                            .dimensions(named)
                            .timestamp(now.minus(Duration.ofMinutes(minutes)))
                            .value(100.0 + minutes)
                            .build()));
      }

      Map<String, InstanceMetrics> found =
          new CloudWatchInstances(cloudWatch).of(List.of(machine, gone), now);

      assertThat(found)
          .hasEntrySatisfying(
              "nat",
              nat -> {
                assertThat(nat.cpuCredits())
                    .extracting(InstanceMetrics.Sample::value)
                    .containsExactly(103.0, 108.0, 113.0);
                assertThat(nat.failedChecks()).isEmpty();
              })
          .hasEntrySatisfying("gone", each -> assertThat(each.cpuCredits()).isEmpty());
    }
  }

  private static void command(URI endpoint) {
    RunnerTask task = new RunnerTask("vigie-test", "20261123T020000Z-0123456789");
    String run = "vigie-run-" + UUID.randomUUID();
    try (SsmClient ssm = SsmNodeCommands.clientBuilder().endpointOverride(endpoint).build()) {
      ssm.createDocument(
          request -> request.name(run).content(DOCUMENT).documentType(DocumentType.COMMAND));
      SsmNodeCommands nodes =
          new SsmNodeCommands(
              ssm,
              new CommandDocument(run, run, Duration.ofMinutes(10), Optional.of("/vigie/commands")),
              Optional.empty());

      String id = nodes.run("i-0123456789abcdef0", task);

      CommandReport report = nodes.find(id).orElseThrow();
      assertThat(report.task()).isEqualTo(task);
      assertThat(report.log().orElseThrow()).contains(id);
      assertThat(nodes.find(UUID.randomUUID().toString())).isEmpty();
    }
  }
}
