package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.config.FleetCopies;
import dev.vigie.config.FleetDrills;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.ScheduleExpression;
import dev.vigie.config.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The operations stack's template: that of cdk.json, and one of settings that use everything, under
 * the rules of cdk-nag. The golden file is written anew as {@link StorageStackTest} says.
 */
class OpsStackTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/vigie/cdk/OpsStack.template.json");
  private static final Path HANDLERS = Path.of("../functions/src/main/java/dev/vigie/functions");
  private static final String BUCKET = "quickdata-pg-backups-storage-bucket-example";

  private final SynthesisedApp everything = Everything.APP;
  private final SynthesisedApp standard = SynthesisedApp.withEncryption("kms");

  @Test
  void template_isTheGoldenOne() throws IOException {
    if (System.getProperty("vigie.golden.update") != null) {
      Files.writeString(GOLDEN, standard.opsTemplate());
    }
    assertThat(standard.opsTemplate())
        .as("the template; if the change is wanted, run with -Dvigie.golden.update")
        .isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void nag_findsNothingThatIsNotExplained() throws IOException {
    assertThat(Everything.FINDINGS).isEmpty();
    var reasons = JSON.readTree(everything.opsTemplate()).findValuesAsText("reason");
    assertThat(reasons).isNotEmpty().allMatch(reason -> reason.length() > 40);
  }

  @Test
  void stack_importsNothing_andCanGo() throws IOException {
    assertThat(everything.opsTemplate())
        .doesNotContain("Fn::ImportValue", "\"Retain\"", "ssm-secure");
    var manifest = JSON.readTree(everything.directory().resolve("manifest.json").toFile());
    var stack = manifest.at("/artifacts/OpsStack");
    assertThat(stack.at("/properties/stackName").asText()).isEqualTo("vigie-quickdata-ops");
    assertThat(stack.at("/properties/tags/vigie:project").asText()).isEqualTo("quickdata");
    assertThat(stack.get("dependencies")).isEqualTo(json("['OpsStack.assets']"));
  }

  @Test
  void functions_areAllThatHaveAHandler() throws IOException {
    try (var sources = Files.list(HANDLERS)) {
      var handlers = new ArrayList<String>();
      for (var source : sources.filter(Files::isRegularFile).toList()) {
        if (Files.readString(source).contains(" extends JsonFunction {")) {
          handlers.add(source.getFileName().toString().replace(".java", ""));
        }
      }
      assertThat(OpsFunction.values())
          .extracting(OpsFunction::handler)
          .containsExactlyInAnyOrderElementsOf(handlers);
    }
  }

  @ParameterizedTest
  @EnumSource(OpsFunction.class)
  void function_isAsDesigned(OpsFunction definition) throws IOException {
    var handler = definition.handler();
    var function =
        standard.ops("AWS::Lambda::Function", "FunctionName", "vigie-quickdata-" + handler);
    assertThat(function.get("Handler").asText()).isEqualTo("dev.vigie.functions." + handler);
    assertThat(function.get("Runtime").asText()).isEqualTo("java25");
    assertThat(function.get("Architectures")).isEqualTo(json("['arm64']"));
    assertThat(function.get("MemorySize").asInt()).isEqualTo(1_024);
    assertThat(function.get("Timeout").asInt()).isEqualTo(60);
    assertThat(function.at("/TracingConfig/Mode").asText()).isEqualTo("Active");
    assertThat(function.has("DeadLetterConfig")).isTrue();
    assertThat(function.has("SnapStart")).isFalse();
    assertThat(function.path("ReservedConcurrentExecutions").asInt(0))
        .isEqualTo(definition == OpsFunction.RECONCILE ? 1 : 0);
    var logs = standard.ops("AWS::Logs::LogGroup", "LogGroupName", "/vigie/quickdata/" + handler);
    assertThat(logs.get("RetentionInDays").asInt()).isEqualTo(90);
  }

  @ParameterizedTest
  @EnumSource(OpsFunction.class)
  void function_withSnapshots_hasOneUnlessItIsCalledRarely(OpsFunction definition)
      throws IOException {
    var function =
        everything.ops(
            "AWS::Lambda::Function", "FunctionName", "vigie-quickdata-" + definition.handler());
    assertThat(function.at("/SnapStart/ApplyOn").asText())
        .isEqualTo(definition.calls() == OpsFunction.Calls.RARELY ? "" : "PublishedVersions");
    assertThat(function.has("ReservedConcurrentExecutions")).isFalse();
  }

  @Test
  void asynchronousCalls_areTriedAFewTimesAndThenKept() throws IOException {
    assertThat(everything.ops("AWS::Lambda::EventInvokeConfig").values())
        .hasSize(OpsFunction.values().length)
        .map(config -> config.get("Properties"))
        .allMatch(config -> config.get("MaximumRetryAttempts").asInt() <= 2)
        .allMatch(config -> config.get("MaximumEventAgeInSeconds").asInt() == 3_600);
    assertThat(everything.ops("AWS::Lambda::Alias").values())
        .allMatch(alias -> alias.at("/Properties/Name").asText().equals("live"));
    assertThat(everything.ops("AWS::SQS::Queue").values())
        .hasSize(OpsFunction.values().length + 4)
        .allMatch(queue -> queue.at("/Properties/SqsManagedSseEnabled").asBoolean())
        .filteredOn(queue -> !queue.at("/Properties").has("RedrivePolicy"))
        .hasSize(OpsFunction.values().length + 3)
        .allMatch(queue -> queue.at("/Properties/MessageRetentionPeriod").asInt() == 1_209_600);
  }

  @Test
  void backups_areBegunFromTheQueue_soManyAtOnce_andLieWithTheDeadLettersIfTheyFail()
      throws IOException {
    var source = everything.ops("AWS::Lambda::EventSourceMapping").values();
    assertThat(source).hasSize(1);
    var mapping = source.iterator().next().get("Properties");
    assertThat(mapping.get("BatchSize").asInt()).isEqualTo(10);
    assertThat(mapping.at("/ScalingConfig/MaximumConcurrency").asInt()).isEqualTo(5);
    assertThat(mapping.get("FunctionResponseTypes")).isEqualTo(json("['ReportBatchItemFailures']"));
    var queue = everything.ops("AWS::SQS::Queue", "QueueName", "vigie-quickdata-backups");
    assertThat(queue.get("VisibilityTimeout").asInt()).isEqualTo(360);
    assertThat(queue.at("/RedrivePolicy/maxReceiveCount").asInt()).isEqualTo(3);
  }

  @Test
  void environment_isWhatTheFunctionsRead() throws IOException {
    var variables =
        everything
            .ops("AWS::Lambda::Function", "FunctionName", "vigie-quickdata-Reconcile")
            .at("/Environment/Variables");
    var parameters = (ObjectNode) variables;
    assertThat(parameters.remove("VIGIE_BACKUP_QUEUE").has("Ref")).isTrue();
    parameters.put("VIGIE_BACKUP_QUEUE", "the queue's URL");
    var read = JSON.convertValue(parameters, new TypeReference<Map<String, String>>() {});
    assertThat(read)
        .containsOnlyKeys(
            "VIGIE_BACKUP_QUEUE",
            "VIGIE_BUCKET",
            "VIGIE_EVENT_BUS",
            "VIGIE_FLEET_FILE",
            "VIGIE_HEALTH_FILE",
            "VIGIE_METRICS_NAMESPACE",
            "VIGIE_SSM_CANCEL_DOCUMENT",
            "VIGIE_SSM_DOCUMENT",
            "VIGIE_SSM_LOG_GROUP",
            "VIGIE_SSM_NODES",
            "VIGIE_SSM_PROBE_DOCUMENT")
        .containsEntry("VIGIE_SSM_NODES", "/vigie/quickdata/nodes/")
        .containsEntry("VIGIE_METRICS_NAMESPACE", "Vigie/quickdata")
        .containsEntry("VIGIE_BUCKET", BUCKET);
    assertThat(
            everything.ops(
                "AWS::Events::EventBus", "Name", variables.get("VIGIE_EVENT_BUS").asText()))
        .isNotNull();
    assertThat(
            everything.ops(
                "AWS::SSM::Document", "Name", variables.get("VIGIE_SSM_DOCUMENT").asText()))
        .isNotNull();
    assertThat(
            everything.ops(
                "AWS::Logs::LogGroup",
                "LogGroupName",
                variables.get("VIGIE_SSM_LOG_GROUP").asText()))
        .isNotNull();
    assertThat(read).containsEntry("VIGIE_FLEET_FILE", FleetFile.PATH);
    var fleet = fleet(everything);
    assertThat(fleet.backupTimeout()).isEqualTo(Duration.ofHours(6));
    assertThat(fleet.findDrills())
        .contains(
            new FleetDrills(
                "monitoring",
                Duration.ofHours(12),
                new ScheduleExpression("cron(0 12 ? * SUN *)"),
                ZoneId.of("UTC"),
                Duration.ofHours(1),
                Map.of("main", Map.of("nocodb", Map.of("SELECT 1", "1")))));
    assertThat(fleet.findCopies())
        .contains(
            new FleetCopies("monitoring", "second-bucket", "eu-central-1", Duration.ofHours(12)));
    assertThat(fleet.require("main").node()).isEqualTo("database-1");
    assertThat(fleet.require("main").databases())
        .containsExactly(
            new FleetSettings.Database(
                "My \"DB\" ${x} ü", Duration.ofHours(168), List.of(only("rate(1 hour)"))),
            new FleetSettings.Database(
                "nocodb", Duration.ofHours(26), List.of(only("cron(0 2 * * ? *)"))));
  }

  private static FleetSettings.Schedule only(String expression) {
    return new FleetSettings.Schedule(
        "only",
        new ScheduleExpression(expression),
        ZoneId.of("Europe/Paris"),
        List.of(Tier.WEEKLY),
        Duration.ofMinutes(10));
  }

  /** As a function reads it: from the layer's own file. */
  private static FleetSettings fleet(SynthesisedApp app) throws IOException {
    try (var files = Files.walk(app.directory())) {
      var file =
          files
              .filter(each -> each.endsWith("vigie/fleet.json"))
              .filter(each -> each.toString().contains("asset."))
              .findFirst()
              .orElseThrow();
      return FleetSettings.fromEnvironment(Map.of("VIGIE_FLEET_FILE", file.toString()));
    }
  }

  @Test
  void package_thatIsNotThere_isRefused() throws IOException {
    var there = SynthesisedApp.packages();
    assertThatThrownBy(() -> new Packages(there.functions(), Path.of("nowhere/runner.zip")))
        .hasMessageStartingWith("nowhere/runner.zip, the runner's package, is not there; build it");
    assertThatThrownBy(() -> new Packages(Path.of("nowhere/functions.zip"), there.runner()))
        .hasMessage(
            "nowhere/functions.zip, the functions' package, is not there; build it with ./mvnw -pl"
                + " functions -am -DskipTests package.");
  }

  @Test
  void fleet_ofHundreds_fitsIntoOneStack() throws IOException {
    var clusters = new HashMap<String, Object>();
    for (int cluster = 0; cluster < 100; cluster++) {
      var databases = new HashMap<String, Object>();
      for (int database = 0; database < 10; database++) {
        databases.put("database-" + database, Everything.database("rate(1 day)", 26));
      }
      clusters.put(
          "cluster-" + cluster, Map.of("node", "database-" + cluster, "databases", databases));
    }
    var settings = new HashMap<>(Everything.SETTINGS);
    settings.put("clusters", clusters);
    settings.put("fleet", Map.of("watch", "fleet"));
    settings.put("drills", Map.of());
    assertThatThrownBy(
            () ->
                SynthesisedApp.into(
                    Path.of("target", "synthesised", "no"), Map.of("ops", settings)))
        .hasMessageContaining("windowHours is 1, and 1000 databases are backed up")
        .hasMessageContaining("it must be at least 2");
    settings.put("drills", Map.of("windowHours", 168));
    var app =
        SynthesisedApp.into(Path.of("target", "synthesised", "fleet"), Map.of("ops", settings));

    var resources = JSON.readTree(app.opsTemplate()).get("Resources");
    assertThat(resources.size()).isLessThan(200);
    // AWS CloudFormation quotas, "Template body size in an Amazon S3 object".
    assertThat(app.opsTemplate().length()).isLessThan(1_000_000);
    assertThat(fleet(app).clusters()).hasSize(100);
    assertThat(
            app.ops("AWS::Lambda::Function", "FunctionName", "vigie-quickdata-Reconcile")
                .at("/Environment/Variables/VIGIE_WATCH")
                .asText())
        .isEqualTo("fleet");
    var alarms = app.ops("AWS::CloudWatch::Alarm");
    assertThat(alarms.toString()).contains("vigie-quickdata-Failures").doesNotContain("BackupAge");
  }
}
