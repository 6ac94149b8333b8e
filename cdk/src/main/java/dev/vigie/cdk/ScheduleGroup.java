package dev.vigie.cdk;

import java.util.List;
import java.util.Map;
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
 * A group of EventBridge Scheduler's schedules, and how Scheduler calls for them: by a role of the
 * group's own, four times within an hour at the most; then the call is a dead letter.
 */
final class ScheduleGroup {
  private static final int RETRIES = 3;

  private final Construct scope;
  private final CfnScheduleGroup group;
  private final Role role;
  private final Queue deadLetters;

  /** Its name, and what its schedules call. */
  record Purpose(String name, String description, List<String> functions) {}

  /** Makes the group and its role in that scope. */
  ScheduleGroup(Construct scope, Purpose purpose, Queue deadLetters) {
    this.scope = scope;
    this.deadLetters = deadLetters;
    group = CfnScheduleGroup.Builder.create(scope, "Group").name(purpose.name()).build();
    role = role(purpose);
  }

  /**
   * The role by which Scheduler calls; only for schedules of this group (EventBridge Scheduler User
   * Guide, "Confused deputy prevention").
   */
  private Role role(Purpose purpose) {
    var conditions = new TreeMap<String, Object>();
    conditions.put("aws:SourceAccount", Aws.ACCOUNT_ID);
    conditions.put(
        "aws:SourceArn",
        "arn:%s:scheduler:%s:%s:schedule-group/%s"
            .formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, purpose.name()));
    var scheduler = new ServicePrincipal("scheduler.amazonaws.com");
    var made =
        Role.Builder.create(scope, "Role")
            .description(purpose.description())
            .assumedBy(new PrincipalWithConditions(scheduler, Map.of("StringEquals", conditions)))
            .build();
    made.addToPolicy(statement("CallFunctions", "lambda:InvokeFunction", purpose.functions()));
    made.addToPolicy(
        statement("KeepDeadLetters", "sqs:SendMessage", List.of(deadLetters.getQueueArn())));
    return made;
  }

  private static PolicyStatement statement(String sid, String action, List<String> resources) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .actions(List.of(action))
        .resources(resources)
        .build();
  }

  /**
   * A schedule of this group; when it fires is still to be said.
   *
   * @param id the construct's
   * @param function which it calls, one of the purpose's
   * @param input what it says; Scheduler replaces the keywords in angle brackets (EventBridge
   *     Scheduler User Guide, "Adding context attributes"), so that every delivery tells the same
   *     time
   */
  CfnSchedule.Builder schedule(String id, String name, String function, Map<String, Object> input) {
    return CfnSchedule.Builder.create(scope, id)
        .name(name)
        .groupName(group.getRef())
        .target(
            CfnSchedule.TargetProperty.builder()
                .arn(function)
                .roleArn(role.getRoleArn())
                .input(Stack.of(scope).toJsonString(input))
                .retryPolicy(
                    CfnSchedule.RetryPolicyProperty.builder()
                        .maximumRetryAttempts(RETRIES)
                        .maximumEventAgeInSeconds(Duration.hours(1).toSeconds())
                        .build())
                .deadLetterConfig(
                    CfnSchedule.DeadLetterConfigProperty.builder()
                        .arn(deadLetters.getQueueArn())
                        .build())
                .build());
  }
}
