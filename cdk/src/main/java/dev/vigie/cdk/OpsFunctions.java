package dev.vigie.cdk;

import static java.util.stream.Collectors.joining;

import dev.vigie.config.AlertPolicy;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.FunctionVariables;
import dev.vigie.config.HealthSettings;
import dev.vigie.config.S3Settings;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LayerVersion;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.VersionOptions;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * The functions with what belongs to each: a role, a log group, a queue for the events that it gave
 * up, and the alias {@value #ALIAS}, by which everybody calls it. An alias also without snapshots,
 * so that changing the start-up mode changes no name.
 */
final class OpsFunctions extends Construct {
  /** The alias of the version that is deployed. */
  static final String ALIAS = "live";

  private static final String PACKAGE = "dev.vigie.functions.";

  private final Settings settings;
  private final OpsNames names;
  private final Code code;
  private final LayerVersion fleet;
  private final Queue queue;
  private final AlertTopic alerts;
  private final Map<String, String> environment;
  private final Map<OpsFunction, Deployed> deployed = new EnumMap<>(OpsFunction.class);

  /** A function as it is deployed. */
  record Deployed(Function function, Alias alias, Queue deadLetters) {}

  /** What functions send to. */
  record Targets(Queue backups, AlertTopic alerts) {}

  OpsFunctions(Construct scope, Settings settings, OpsNames names, Targets targets, Path zip) {
    super(scope, "Functions");
    this.settings = settings;
    this.names = names;
    this.queue = targets.backups();
    this.alerts = targets.alerts();
    this.code = Code.fromAsset(zip.toString());
    this.fleet = FleetFile.layer(this, settings, names);
    this.environment = environment();
    for (var function : OpsFunction.values()) {
      deployed.put(function, deploy(function));
    }
  }

  /** The function as it is deployed. */
  Deployed get(OpsFunction function) {
    return Objects.requireNonNull(deployed.get(function));
  }

  private Deployed deploy(OpsFunction definition) {
    var scope = new Construct(this, definition.handler());
    var deadLetters =
        DeadLetters.queue(scope, "Holds the events that " + definition.handler() + " gave up");
    var logs =
        LogGroups.of(
            scope, names.logGroup(definition.handler()), settings.ops().logRetentionDays());
    var role =
        Role.Builder.create(scope, "Role")
            .description("Vigie: what " + definition.handler() + " may do")
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .build();
    logs.grantWrite(role);
    var function = function(scope, definition, role, logs, deadLetters);
    adjust(function);
    new FunctionGrants(Stack.of(this), settings, names, queue, alerts).grant(role, definition);
    var alias =
        Alias.Builder.create(scope, "Alias")
            .aliasName(ALIAS)
            .version(function.getCurrentVersion())
            .retryAttempts(definition.retries())
            .maxEventAge(Duration.hours(1))
            .build();
    return new Deployed(function, alias, deadLetters);
  }

  private Function function(
      Construct scope, OpsFunction definition, Role role, LogGroup logs, Queue deadLetters) {
    var runtime = settings.ops().functions();
    var function =
        Function.Builder.create(scope, "Function")
            .functionName(names.function(definition))
            .description("Vigie: " + definition.purpose())
            .runtime(Runtime.JAVA_25)
            .architecture(architecture(runtime))
            .handler(PACKAGE + definition.handler())
            .code(code)
            .layers(List.of(fleet))
            .memorySize(runtime.memoryMegabytes())
            .timeout(Duration.seconds(runtime.timeoutSeconds()))
            .environment(environment(definition))
            .role(role)
            .logGroup(logs)
            .deadLetterQueue(deadLetters)
            .currentVersionOptions(
                VersionOptions.builder().removalPolicy(RemovalPolicy.DESTROY).build());
    if (definition.calls() == OpsFunction.Calls.ALONE
        && runtime.concurrency() == FunctionRuntime.Concurrency.RESERVED) {
      function.reservedConcurrentExecutions(1);
    }
    if (definition.calls() != OpsFunction.Calls.RARELY
        && runtime.startUp() == FunctionRuntime.StartUp.SNAPSTART) {
      function.snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS);
    }
    var built = function.build();
    Annotations.of(built)
        .acknowledgeWarning(
            "@aws-cdk/aws-lambda:snapStartRequirePublish", "The alias is of a published version.");
    return built;
  }

  /**
   * Traces are turned on here, since the CDK's own switch adds a statement without a Sid to the
   * role. And the CDK lets a function wait for its role twice: by reference, and by name.
   */
  private static void adjust(Function function) {
    var resource = (CfnFunction) Objects.requireNonNull(function.getNode().getDefaultChild());
    resource.setTracingConfig(CfnFunction.TracingConfigProperty.builder().mode("Active").build());
    resource.addMetadata("cfn-lint", Map.of("config", Map.of("ignore_checks", List.of("W3005"))));
  }

  private static Architecture architecture(FunctionRuntime runtime) {
    return switch (runtime.architecture()) {
      case ARM64 -> Architecture.ARM_64;
      case X86_64 -> Architecture.X86_64;
    };
  }

  private Map<String, String> environment(OpsFunction definition) {
    if (!definition.needs().contains(FunctionNeed.ALERT)) {
      return environment;
    }
    var variables = new LinkedHashMap<>(environment);
    variables.putAll(alertVariables(alerts));
    return variables;
  }

  /** What a function reads that tells people. */
  static Map<String, String> alertVariables(AlertTopic alerts) {
    var variables = new LinkedHashMap<String, String>();
    variables.put(AlertPolicy.FILE_VARIABLE, AlertFile.PATH);
    variables.put(FunctionVariables.ALERT_TOPIC, alerts.topic().getTopicArn());
    var secrets = new TreeMap<>(alerts.secrets());
    if (!secrets.isEmpty()) {
      variables.put(
          FunctionVariables.ALERT_SECRETS,
          secrets.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(joining(",")));
    }
    return variables;
  }

  private Map<String, String> environment() {
    var variables = new LinkedHashMap<String, String>();
    variables.put(S3Settings.BUCKET_VARIABLE, settings.storage().bucket().value());
    variables.put(FleetSettings.FILE_VARIABLE, FleetFile.PATH);
    variables.put(HealthSettings.FILE_VARIABLE, FleetFile.HEALTH_PATH);
    variables.put(FunctionVariables.BACKUP_QUEUE, queue.getQueueUrl());
    variables.put(FunctionVariables.DOCUMENT, names.document(CommandDocuments.RUN));
    variables.put(FunctionVariables.PROBE_DOCUMENT, names.document(CommandDocuments.PROBE));
    variables.put(FunctionVariables.CANCEL_DOCUMENT, names.document(CommandDocuments.CANCEL));
    variables.put(FunctionVariables.LOG_GROUP, names.commandLogs());
    variables.put(FunctionVariables.NODES, names.nodes());
    variables.put(FunctionVariables.EVENT_BUS, names.own());
    variables.put(FunctionVariables.METRICS, names.metrics());
    if (settings.ops().fleet().watch() == FleetDispatch.Watch.FLEET) {
      variables.put(FunctionVariables.WATCH, FunctionVariables.WATCH_FLEET);
    }
    return variables;
  }
}
