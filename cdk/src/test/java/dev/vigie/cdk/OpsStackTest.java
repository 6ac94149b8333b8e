package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigie.config.FleetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;

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
  void statements_nameActionsAndResources_andNeverDelete() throws IOException {
    assertThat(everything.ops("AWS::IAM::Policy")).hasSize(OpsFunction.values().length + 2);
    for (var policy : everything.ops("AWS::IAM::Policy").values()) {
      for (var statement : policy.at("/Properties/PolicyDocument/Statement")) {
        var actions = texts(statement.get("Action"));
        assertThat(actions).allMatch(action -> action.matches("[a-z0-9]+:[A-Za-z0-9]+"));
        assertThat(actions).noneMatch(action -> action.contains("Delete"));
        if (texts(statement.get("Resource")).contains("*")) {
          // Those that take no resource, by the Service Authorization Reference.
          assertThat(actions)
              .isSubsetOf(
                  "xray:PutTraceSegments",
                  "xray:PutTelemetryRecords",
                  "ssm:DescribeInstanceInformation",
                  "ssm:ListCommands",
                  "ssm:GetCommandInvocation");
        }
      }
    }
    assertThat(everything.opsTemplate()).doesNotContain("s3:*", "ManagedPolicyArns");
  }

  @Test
  void statement_aboutManyResources_isHeldByAConditionOrItsPath() throws IOException {
    for (var policy : everything.ops("AWS::IAM::Policy").values()) {
      for (var statement : policy.at("/Properties/PolicyDocument/Statement")) {
        var resource = statement.get("Resource").toString();
        if (resource.contains(":instance/*")) {
          assertThat(statement.get("Condition"))
              .isEqualTo(
                  json(
                      "{'StringEquals': {'ssm:resourceTag/vigie:project': 'quickdata'}, 'Null':"
                          + " {'ssm:resourceTag/vigie:environment': 'true'}}"));
        }
        if (resource.contains(":key/*")) {
          assertThat(statement.at("/Condition/StringEquals").has("kms:ViaService")).isTrue();
          assertThat(
                  statement
                      .at("/Condition/StringEquals/kms:EncryptionContext:aws:s3:arn")
                      .toString())
              .contains(BUCKET);
        }
        if (texts(statement.get("Action")).contains("s3:PutObject")) {
          assertThat(resource)
              .containsAnyOf("/operations/*/", "/verified/*", "/evidence/*")
              .doesNotContain("/backups/");
        }
      }
    }
  }

  @Test
  void nodes_areLookedUpByTheirOwnParametersAlone_whichTheInfrastructureWrites() {
    var looked = new ArrayList<String>();
    for (var policy : standard.ops("AWS::IAM::Policy").values()) {
      for (var statement : policy.at("/Properties/PolicyDocument/Statement")) {
        if (texts(statement.get("Action")).contains("ssm:GetParameter")) {
          statement.get("Resource").forEach(each -> looked.add(each.at("/Fn::Join/1").toString()));
        }
      }
    }
    var asking =
        Arrays.stream(OpsFunction.values())
            .filter(
                each ->
                    each.needs().contains(FunctionNeed.ASK)
                        || each.needs().contains(FunctionNeed.CANCEL))
            .count();
    assertThat(looked)
        .hasSize(2 * (int) asking)
        .allMatch(
            arn -> arn.matches(".*:parameter/vigie/quickdata/nodes/(database-1|monitoring)\"]"));
    assertThat(standard.stack(VigieApp.INFRA_STACK).ofType("AWS::SSM::Parameter").values())
        .extracting(each -> each.at("/Properties/Name").asText())
        .contains("/vigie/quickdata/nodes/database-1", "/vigie/quickdata/nodes/monitoring");
  }

  @Test
  void underEncryptionByS3_noFunctionMayUseAKey() throws IOException {
    var template = SynthesisedApp.withEncryption("s3").ops("AWS::IAM::Policy").toString();
    assertThat(template).doesNotContain("kms:");
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
        .hasSize(OpsFunction.values().length + 2)
        .allMatch(queue -> queue.at("/Properties/SqsManagedSseEnabled").asBoolean())
        .allMatch(queue -> queue.at("/Properties/MessageRetentionPeriod").asInt() == 1_209_600);
  }

  @Test
  void environment_isWhatTheFunctionsRead() throws IOException {
    var variables =
        everything
            .ops("AWS::Lambda::Function", "FunctionName", "vigie-quickdata-Reconcile")
            .at("/Environment/Variables");
    var read = JSON.convertValue(variables, new TypeReference<Map<String, String>>() {});
    assertThat(read)
        .containsOnlyKeys(
            "VIGIE_BUCKET",
            "VIGIE_EVENT_BUS",
            "VIGIE_FLEET",
            "VIGIE_METRICS_NAMESPACE",
            "VIGIE_SSM_CANCEL_DOCUMENT",
            "VIGIE_SSM_DOCUMENT",
            "VIGIE_SSM_LOG_GROUP",
            "VIGIE_SSM_NODES")
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
    var fleet = FleetSettings.fromEnvironment(read);
    assertThat(fleet.backupTimeout()).isEqualTo(Duration.ofHours(6));
    assertThat(fleet.findDrills())
        .contains(new FleetSettings.Drills("monitoring", Duration.ofHours(12)));
    assertThat(fleet.require("main").node()).isEqualTo("database-1");
    assertThat(fleet.require("main").databases())
        .containsExactly(
            new FleetSettings.Database("My \"DB\" ${x} ü", Duration.ofHours(168)),
            new FleetSettings.Database("nocodb", Duration.ofHours(26)));
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
  void fleet_thatLambdaCannotHold_isRefused() {
    var databases =
        IntStream.range(0, 100)
            .boxed()
            .collect(
                Collectors.<Integer, String, Object>toMap(
                    number -> "database-" + number,
                    number -> Everything.database("rate(1 day)", 26)));
    var clusters = Map.of("main", Map.of("node", "database-1", "databases", databases));
    assertThatThrownBy(
            () ->
                stack(
                    Map.of("clusters", clusters, "drills", Map.of()),
                    SynthesisedApp.packages().functions()))
        .hasMessageMatching(
            "vigie\\.ops\\.clusters takes \\d+ bytes of the functions' environment; it must take at"
                + " most 3500, so leave out databases or give shorter names\\.");
  }

  private static OpsStack stack(Map<String, Object> settings, Path zip) {
    var ops = new HashMap<>(Everything.SETTINGS);
    ops.putAll(settings);
    var context = Map.of("bucketSuffix", "example", "vigie", Map.of("ops", ops));
    var read = Settings.from(new ContextObject("", context), Map.of(), Set.of());
    return new OpsStack(new App(), "Refused", read, zip, Environment.builder().build());
  }

  private static List<String> texts(JsonNode oneOrMany) {
    return oneOrMany.isArray()
        ? StreamSupport.stream(oneOrMany.spliterator(), false).map(JsonNode::asText).toList()
        : List.of(oneOrMany.asText());
  }
}
