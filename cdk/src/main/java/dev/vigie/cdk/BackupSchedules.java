package dev.vigie.cdk;

import dev.vigie.config.FleetTick;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.PrincipalWithConditions;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.scheduler.CfnSchedule;
import software.amazon.awscdk.services.scheduler.CfnScheduleGroup;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * EventBridge Scheduler's schedules: one that has the backups queued which the settings' own
 * schedules promise, however many these are, one for Reconcile, one for CheckHealth and one for
 * PublishReport. What could not be delivered in an hour is left to Reconcile, which knows what was
 * promised.
 */
final class BackupSchedules extends Construct {
  private static final int RETRIES = 3;

  private static final CfnSchedule.FlexibleTimeWindowProperty OFF =
      CfnSchedule.FlexibleTimeWindowProperty.builder().mode("OFF").build();

  private final CfnScheduleGroup group;
  private final Role role;
  private final Queue deadLetters;

  BackupSchedules(Construct scope, OpsSettings settings, OpsNames names, OpsFunctions functions) {
    super(scope, "Schedules");
    group = CfnScheduleGroup.Builder.create(this, "Group").name(names.own()).build();
    deadLetters = DeadLetters.queue(this, "Holds what the schedules could not deliver");
    var plans = functions.get(OpsFunction.PLAN_BACKUPS).alias().getFunctionArn();
    var reconciles = functions.get(OpsFunction.RECONCILE).alias().getFunctionArn();
    var looks = functions.get(OpsFunction.CHECK_HEALTH).alias().getFunctionArn();
    var publishes = functions.get(OpsFunction.PUBLISH_REPORT).alias().getFunctionArn();
    role = role(names, List.of(plans, reconciles, looks, publishes));
    backups(plans);
    reconcile(settings, reconciles);
    health(settings, looks);
    report(publishes);
  }

  /** The group's name, by which CloudWatch counts. */
  String groupName() {
    return Objects.requireNonNull(group.getName());
  }

  /** Holds what could not be delivered. */
  Queue deadLetters() {
    return deadLetters;
  }

  /**
   * The role by which Scheduler calls; only for schedules of this group (EventBridge Scheduler User
   * Guide, "Confused deputy prevention").
   */
  private Role role(OpsNames names, List<String> functions) {
    var conditions = new TreeMap<String, Object>();
    conditions.put("aws:SourceAccount", Aws.ACCOUNT_ID);
    conditions.put(
        "aws:SourceArn",
        "arn:%s:scheduler:%s:%s:schedule-group/%s"
            .formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, names.own()));
    var scheduler = new ServicePrincipal("scheduler.amazonaws.com");
    var made =
        Role.Builder.create(this, "Role")
            .description("Vigie: what its schedules may do")
            .assumedBy(new PrincipalWithConditions(scheduler, Map.of("StringEquals", conditions)))
            .build();
    made.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("CallFunctions")
            .actions(List.of("lambda:InvokeFunction"))
            .resources(functions)
            .build());
    made.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("KeepDeadLetters")
            .actions(List.of("sqs:SendMessage"))
            .resources(List.of(deadLetters.getQueueArn()))
            .build());
    return made;
  }

  private void backups(String function) {
    CfnSchedule.Builder.create(this, "Backups")
        .name("backups")
        .description("Vigie: has the backups queued that are due")
        .groupName(group.getRef())
        .scheduleExpression("rate(" + FleetTick.MINUTES + " minutes)")
        .flexibleTimeWindow(OFF)
        .target(target(function, input()))
        .build();
  }

  private void reconcile(OpsSettings settings, String function) {
    CfnSchedule.Builder.create(this, "Reconcile")
        .name("reconcile")
        .description("Vigie: looks after what is silent")
        .groupName(group.getRef())
        .scheduleExpression("rate(" + settings.reconcileMinutes() + " minutes)")
        .flexibleTimeWindow(OFF)
        .target(target(function, Map.of()))
        .build();
  }

  private void health(OpsSettings settings, String function) {
    var minutes = settings.health().checkMinutes();
    CfnSchedule.Builder.create(this, "Health")
        .name("health")
        .description("Vigie: looks at everything")
        .groupName(group.getRef())
        .scheduleExpression(minutes == 1 ? "rate(1 minute)" : "rate(" + minutes + " minutes)")
        .flexibleTimeWindow(OFF)
        .target(target(function, Map.of()))
        .build();
  }

  private void report(String function) {
    CfnSchedule.Builder.create(this, "Report")
        .name("report")
        .description("Vigie: writes the status page")
        .groupName(group.getRef())
        .scheduleExpression("rate(1 hour)")
        .flexibleTimeWindow(OFF)
        .target(target(function, Map.of()))
        .build();
  }

  /**
   * What PlanBackups reads. Scheduler replaces the keywords in angle brackets (EventBridge
   * Scheduler User Guide, "Adding context attributes"), so that every delivery tells the same time.
   */
  private static Map<String, Object> input() {
    var input = new LinkedHashMap<String, Object>();
    input.put("scheduledTime", "<aws.scheduler.scheduled-time>");
    input.put("scheduleArn", "<aws.scheduler.schedule-arn>");
    input.put("executionId", "<aws.scheduler.execution-id>");
    input.put("attemptNumber", "<aws.scheduler.attempt-number>");
    return input;
  }

  private CfnSchedule.TargetProperty target(String function, Map<String, Object> input) {
    return CfnSchedule.TargetProperty.builder()
        .arn(function)
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
}
