package dev.vigie.cdk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.events.EventField;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.RuleTargetInput;
import software.amazon.awscdk.services.events.targets.LambdaFunction;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.scheduler.CfnSchedule;
import software.amazon.awscdk.services.scheduler.CfnScheduleGroup;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * What begins drills: for each database a schedule, for its newest backup, and a rule that hears of
 * new backups of the tiers that are kept longest. A drill that was not begun is no harm: the next
 * one is.
 */
final class DrillTriggers extends Construct {
  private static final int RETRIES = 3;
  private static final int WINDOW_MINUTES = 60;

  private final OpsSettings settings;
  private final Alias function;
  private final Queue deadLetters;

  /** What drills are begun by, and where it puts what it could not deliver. */
  record Wires(EventBus bus, Queue deadLetters) {}

  DrillTriggers(
      Construct scope, OpsSettings settings, OpsNames names, OpsFunctions functions, Wires wires) {
    super(scope, "Drills");
    this.settings = settings;
    this.function = functions.get(OpsFunction.START_DRILL).alias();
    this.deadLetters = wires.deadLetters();
    if (!settings.drills().enabled()) {
      return;
    }
    var group = CfnScheduleGroup.Builder.create(this, "Group").name(names.of("drills")).build();
    var role = role(names);
    for (var cluster : settings.clusters()) {
      for (var database : cluster.databases()) {
        schedule(cluster.name(), database.name(), group, role);
        if (!settings.drills().tiers().isEmpty()) {
          rule(cluster.name(), database.name(), wires.bus());
        }
      }
    }
  }

  /** As that of the backups' schedules; for this group alone. */
  private Role role(OpsNames names) {
    var conditions = new TreeMap<String, Object>();
    conditions.put("aws:SourceAccount", Aws.ACCOUNT_ID);
    conditions.put(
        "aws:SourceArn",
        "arn:%s:scheduler:%s:%s:schedule-group/%s"
            .formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, names.of("drills")));
    var scheduler = new ServicePrincipal("scheduler.amazonaws.com");
    var made =
        Role.Builder.create(this, "Role")
            .description("Vigie: what its schedules of drills may do")
            .assumedBy(new PrincipalWithConditions(scheduler, Map.of("StringEquals", conditions)))
            .build();
    made.addToPolicy(
        statement("CallFunctions", "lambda:InvokeFunction", function.getFunctionArn()));
    made.addToPolicy(statement("KeepDeadLetters", "sqs:SendMessage", deadLetters.getQueueArn()));
    return made;
  }

  private static PolicyStatement statement(String sid, String action, String resource) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .actions(List.of(action))
        .resources(List.of(resource))
        .build();
  }

  private void schedule(String cluster, String database, CfnScheduleGroup group, Role role) {
    var name = OpsNames.joined(cluster, database, "drill");
    var input = input(cluster, database);
    // EventBridge Scheduler User Guide, "Adding context attributes".
    input.put("scheduledTime", "<aws.scheduler.scheduled-time>");
    input.put("scheduleArn", "<aws.scheduler.schedule-arn>");
    CfnSchedule.Builder.create(this, "Schedule." + name)
        .name(name)
        .description("Vigie: a drill of the newest backup")
        .groupName(group.getRef())
        .scheduleExpression(settings.drills().expression().value())
        .scheduleExpressionTimezone(settings.drills().timeZone())
        .flexibleTimeWindow(
            CfnSchedule.FlexibleTimeWindowProperty.builder()
                .mode("FLEXIBLE")
                .maximumWindowInMinutes(WINDOW_MINUTES)
                .build())
        .target(target(input, role))
        .build();
  }

  private CfnSchedule.TargetProperty target(Map<String, Object> input, Role role) {
    return CfnSchedule.TargetProperty.builder()
        .arn(function.getFunctionArn())
        .roleArn(role.getRoleArn())
        .input(Stack.of(this).toJsonString(input))
        .retryPolicy(
            CfnSchedule.RetryPolicyProperty.builder()
                .maximumRetryAttempts(RETRIES)
                .maximumEventAgeInSeconds(Duration.hours(1).toSeconds())
                .build())
        .deadLetterConfig(
            CfnSchedule.DeadLetterConfigProperty.builder().arn(deadLetters.getQueueArn()).build())
        .build();
  }

  /** The same event delivered twice asks for the same time, by the same token: one drill. */
  private void rule(String cluster, String database, EventBus bus) {
    var input = input(cluster, database);
    input.put("backup", EventField.fromPath("$.detail.operationId"));
    input.put("scheduledTime", EventField.fromPath("$.detail.recordedAt"));
    input.put("scheduleArn", "the end of backup " + EventField.fromPath("$.detail.operationId"));
    var detail = new LinkedHashMap<String, Object>();
    detail.put("cluster", List.of(cluster));
    detail.put("database", List.of(database));
    detail.put("backup", Map.of("tier", settings.drills().tiers()));
    Rule.Builder.create(this, "Rule." + OpsNames.joined(cluster, database))
        .description("Vigie: a new backup that is kept for long")
        .eventBus(bus)
        .eventPattern(
            EventPattern.builder()
                .source(List.of("vigie"))
                .detailType(List.of("BackupSucceeded"))
                .detail(detail)
                .build())
        .targets(
            List.of(
                LambdaFunction.Builder.create(function)
                    .event(RuleTargetInput.fromObject(input))
                    .retryAttempts(RETRIES)
                    .maxEventAge(Duration.hours(1))
                    .deadLetterQueue(deadLetters)
                    .build()))
        .build();
  }

  private Map<String, Object> input(String cluster, String database) {
    var input = new LinkedHashMap<String, Object>();
    input.put("cluster", cluster);
    input.put("database", database);
    var checks = settings.drills().checksOf(cluster, database);
    if (!checks.isEmpty()) {
      input.put("checks", checks);
    }
    return input;
  }
}
