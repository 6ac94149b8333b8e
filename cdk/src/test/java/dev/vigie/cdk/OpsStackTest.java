package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.config.FleetSettings;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/**
 * The operations stack's template: that of cdk.json, and one of settings that use everything, under
 * the rules of cdk-nag. The golden file is written anew as {@link StorageStackTest} says.
 */
class OpsStackTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/vigie/cdk/OpsStack.template.json");
  private static final Path EVENTS =
      Path.of("../functions/src/test/resources/dev/vigie/functions/event");
  private static final String BUCKET = "quickdata-pg-backups-storage-bucket-example";

  private static final Map<String, Object> EVERYTHING =
      Map.of(
          "clusters",
              Map.of(
                  "main",
                  Map.of(
                      "node",
                      "database-1",
                      "databases",
                      Map.of(
                          "nocodb", database("cron(0 2 * * ? *)", 26),
                          "My \"DB\" ${x} ü", database("rate(1 hour)", 168)))),
          "functions", Map.of("startUp", "snapstart", "concurrency", "shared"),
          "alerts", Map.of("emails", List.of("ops@example.org"), "secrets", List.of("slack")));

  @TempDir private static Path directory;

  private static SynthesisedApp everything = new SynthesisedApp(Path.of("target"));
  private static List<?> findings = List.of();

  private final SynthesisedApp standard = SynthesisedApp.withEncryption("kms");

  @BeforeAll
  static void synthesise_everything_underTheRules() throws IOException {
    var app = SynthesisedApp.app(directory.resolve("everything"), Map.of("ops", EVERYTHING));
    Aspects.of(app).add(new AwsSolutionsChecks());
    var annotations = Annotations.fromStack((Stack) app.getNode().findChild(VigieApp.OPS_STACK));
    findings =
        List.of(
            annotations.findError("*", Match.anyValue()),
            annotations.findWarning("*", Match.anyValue()));
    everything = new SynthesisedApp(directory.resolve("everything"));
  }

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
    assertThat(findings).isEqualTo(List.of(List.of(), List.of()));
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
    assertThat(everything.ops("AWS::IAM::Policy")).hasSize(OpsFunction.values().length + 1);
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
              .isEqualTo(json("{'StringEquals': {'ssm:resourceTag/vigie:project': 'quickdata'}}"));
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
          assertThat(resource).contains("/operations/*/").doesNotContain("/backups/");
        }
      }
    }
  }

  @Test
  void underEncryptionByS3_noFunctionMayUseAKey() throws IOException {
    var template = SynthesisedApp.withEncryption("s3").ops("AWS::IAM::Policy").toString();
    assertThat(template).doesNotContain("kms:");
  }

  @ParameterizedTest
  @EnumSource(OpsFunction.class)
  void function_isAsDesigned(OpsFunction definition) throws IOException {
    var handler = definition.handler();
    assertThat(Path.of("../functions/src/main/java/dev/vigie/functions", handler + ".java"))
        .isRegularFile();
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
        .isEqualTo(definition == OpsFunction.START_RESTORE ? "" : "PublishedVersions");
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
            "VIGIE_BUCKET", "VIGIE_FLEET", "VIGIE_SSM_DOCUMENT", "VIGIE_SSM_LOG_GROUP")
        .containsEntry("VIGIE_BUCKET", BUCKET);
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
    assertThat(fleet.require("main").node()).isEqualTo("database-1");
    assertThat(fleet.require("main").databases())
        .containsExactly(
            new FleetSettings.Database("My \"DB\" ${x} ü", Duration.ofHours(168)),
            new FleetSettings.Database("nocodb", Duration.ofHours(26)));
  }

  @Test
  void schedule_sendsWhatStartBackupReads() throws IOException {
    var schedule = everything.ops("AWS::Scheduler::Schedule", "Name", "main.nocodb.only");
    assertThat(schedule.get("ScheduleExpression").asText()).isEqualTo("cron(0 2 * * ? *)");
    assertThat(schedule.get("ScheduleExpressionTimezone").asText()).isEqualTo("Europe/Paris");
    assertThat(schedule.get("FlexibleTimeWindow"))
        .isEqualTo(json("{'Mode': 'FLEXIBLE', 'MaximumWindowInMinutes': 10}"));
    assertThat(schedule.at("/Target/RetryPolicy"))
        .isEqualTo(json("{'MaximumEventAgeInSeconds': 3600, 'MaximumRetryAttempts': 3}"));
    assertThat(schedule.at("/Target").has("DeadLetterConfig")).isTrue();
    var sent = (ObjectNode) JSON.readTree(schedule.at("/Target/Input").asText());
    assertThat(sent.remove("tier").asText()).isEqualTo("weekly");
    assertThat(sent).isEqualTo(event("backup-placeholders"));
  }

  @Test
  void schedule_ofANameThatSchedulerCannotTake_hasOneThatItCan() throws IOException {
    var names =
        everything.ops("AWS::Scheduler::Schedule").values().stream()
            .map(schedule -> schedule.at("/Properties/Name").asText())
            .toList();
    assertThat(names)
        .hasSize(3)
        .contains("reconcile", "main.nocodb.only")
        .allMatch(name -> name.matches("[0-9a-zA-Z-_.]{1,64}"))
        .anyMatch(name -> name.matches("main\\.My_+DB_+x_+\\.only\\.[0-9a-f]{8}"));
  }

  @Test
  void scheduler_mayCallForThisGroupOnly() throws IOException {
    var roles = everything.ops("AWS::IAM::Role").values().toString();
    assertThat(roles).contains("scheduler.amazonaws.com", ":schedule-group/vigie-quickdata");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3-manifest", "s3-result"})
  void rule_ofObjects_takesTheEventsThatRecordOutcomeReads(String name) throws IOException {
    var event = event(name);
    var detail = (ObjectNode) event.get("detail");
    assertThat(EventPatternMatch.fits(pattern("Object Created"), event)).isFalse();
    detail.set("bucket", json("{'name': '" + BUCKET + "'}"));
    assertThat(EventPatternMatch.fits(pattern("Object Created"), event)).isTrue();
    detail.set("object", json("{'key': 'backups/main/nocodb/x/data-0001.dump.zst'}"));
    assertThat(EventPatternMatch.fits(pattern("Object Created"), event)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ssm-invocation-success", "ssm-invocation-canceled", "ssm-invocation-cancelled"})
  void rule_ofCommands_takesTheEndsOfVigiesOwn(String name) throws IOException {
    var pattern = pattern("EC2 Command Invocation Status-change Notification");
    var event = event(name);
    var detail = (ObjectNode) event.get("detail");
    assertThat(EventPatternMatch.fits(pattern, event)).isFalse();
    detail.put("document-name", "vigie-quickdata-run");
    assertThat(EventPatternMatch.fits(pattern, event)).isTrue();
    detail.put("status", "InProgress");
    assertThat(EventPatternMatch.fits(pattern, event)).isFalse();
  }

  @Test
  void alarm_onBackupAge_ringsWhenNothingIsHeard() throws IOException {
    var alarm =
        everything.ops(
            "AWS::CloudWatch::Alarm", "AlarmName", "vigie-quickdata-BackupAge.main.nocodb");
    assertThat(alarm.get("TreatMissingData").asText()).isEqualTo("breaching");
    assertThat(alarm.get("Period").asInt() * alarm.get("EvaluationPeriods").asInt())
        .isEqualTo(26 * 3_600);
    assertThat(alarm.get("ComparisonOperator").asText()).isEqualTo("LessThanThreshold");
    assertThat(alarm.get("Namespace").asText()).isEqualTo("Vigie");
    assertThat(alarm.get("MetricName").asText()).isEqualTo("OperationSucceeded");
    assertThat(alarm.get("Dimensions"))
        .isEqualTo(
            json(
                "[{'Name': 'Cluster', 'Value': 'main'}, {'Name': 'Database', 'Value': 'nocodb'},"
                    + " {'Name': 'Kind', 'Value': 'backup'}]"));
    assertThat(everything.opsTemplate()).contains("My!20!22DB!22!20!24!7bx!7d!20!c3!bc");
  }

  @Test
  void alarms_tellWhenTheyRingAndWhenItIsOver() throws IOException {
    var alarms = everything.ops("AWS::CloudWatch::Alarm").values();
    // Three of each function, two of each database, two of queues, overdue, stuck, schedules.
    assertThat(alarms).hasSize(3 * OpsFunction.values().length + 2 * 2 + 2 + 3);
    assertThat(alarms)
        .map(alarm -> alarm.get("Properties"))
        .allMatch(alarm -> alarm.get("AlarmActions").size() == 1)
        .allMatch(alarm -> alarm.get("AlarmActions").equals(alarm.get("OKActions")));
    var overdue =
        everything.ops("AWS::CloudWatch::Alarm", "AlarmName", "vigie-quickdata-OverdueBackups");
    assertThat(overdue.get("TreatMissingData").asText()).isEqualTo("breaching");
    assertThat(overdue.has("Dimensions")).isFalse();
  }

  @Test
  void topic_isEncryptedAndTellsTheAddresses() throws IOException {
    var topic = everything.ops("AWS::SNS::Topic", "TopicName", "vigie-quickdata-alerts");
    assertThat(topic.has("KmsMasterKeyId")).isTrue();
    assertThat(
            everything
                .ops("AWS::SNS::Subscription", "Endpoint", "ops@example.org")
                .get("Protocol")
                .asText())
        .isEqualTo("email");
    var policy = everything.ops("AWS::SNS::TopicPolicy").values().toString();
    assertThat(policy).contains("aws:SecureTransport", "cloudwatch.amazonaws.com");
  }

  @Test
  void secret_ofAChannel_isEmptyAndHasNoNameOfItsOwn() throws IOException {
    assertThat(everything.ops("AWS::SecretsManager::Secret").values())
        .singleElement()
        .satisfies(
            secret ->
                assertThat(secret.get("Properties").properties())
                    .map(Map.Entry::getKey)
                    .containsExactly("Description"));
  }

  @Test
  void bus_andDashboard_areNamedAfterTheProject() throws IOException {
    assertThat(everything.ops("AWS::Events::EventBus", "Name", "vigie-quickdata")).isNotNull();
    assertThat(everything.ops("AWS::CloudWatch::Dashboard", "DashboardName", "vigie-quickdata"))
        .isNotNull();
  }

  @Test
  void package_thatIsNotThere_isRefused() {
    assertThatThrownBy(() -> stack(Map.of(), Path.of("nowhere/functions.zip")))
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
                    number -> "database-" + number, number -> database("rate(1 day)", 26)));
    var clusters = Map.of("main", Map.of("node", "database-1", "databases", databases));
    assertThatThrownBy(() -> stack(Map.of("clusters", clusters), SynthesisedApp.functions()))
        .hasMessageMatching(
            "vigie\\.ops\\.clusters takes \\d+ bytes of the functions' environment; it must take at"
                + " most 3500, so leave out databases or give shorter names\\.");
  }

  private static Map<String, Object> database(String expression, int rpoHours) {
    var schedule =
        Map.of(
            "expression",
            expression,
            "timeZone",
            "Europe/Paris",
            "tier",
            "weekly",
            "windowMinutes",
            10);
    return Map.of("rpoHours", rpoHours, "schedules", Map.of("only", schedule));
  }

  private static OpsStack stack(Map<String, Object> settings, Path zip) {
    var all = new HashMap<>(EVERYTHING);
    all.putAll(settings);
    var storage =
        StorageSettings.from(new ContextObject("", Map.of("bucketSuffix", "example")), Map.of());
    var ops = OpsSettings.from(new ContextObject("vigie.ops", all));
    return new OpsStack(new App(), "Refused", storage, ops, zip, Environment.builder().build());
  }

  private static JsonNode pattern(String detailType) throws IOException {
    return everything.ops("AWS::Events::Rule").values().stream()
        .map(rule -> rule.at("/Properties/EventPattern"))
        .filter(pattern -> pattern.at("/detail-type/0").asText().equals(detailType))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode event(String name) throws IOException {
    return JSON.readTree(EVENTS.resolve(name + ".json").toFile());
  }

  private static List<String> texts(JsonNode oneOrMany) {
    return oneOrMany.isArray()
        ? StreamSupport.stream(oneOrMany.spliterator(), false).map(JsonNode::asText).toList()
        : List.of(oneOrMany.asText());
  }
}
