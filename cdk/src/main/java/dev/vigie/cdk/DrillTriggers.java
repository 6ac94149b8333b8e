package dev.vigie.cdk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.events.EventField;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.RuleTargetInput;
import software.amazon.awscdk.services.events.targets.LambdaFunction;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.scheduler.CfnSchedule;
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
    var purpose =
        new ScheduleGroup.Purpose(
            names.of("drills"),
            "Vigie: what its schedules of drills may do",
            List.of(function.getFunctionArn()));
    var group = new ScheduleGroup(this, purpose, deadLetters);
    for (var cluster : settings.clusters()) {
      for (var database : cluster.databases()) {
        schedule(cluster.name(), database.name(), group);
        if (!settings.drills().tiers().isEmpty()) {
          rule(cluster.name(), database.name(), wires.bus());
        }
      }
    }
  }

  private void schedule(String cluster, String database, ScheduleGroup group) {
    var name = OpsNames.joined(cluster, database, "drill");
    var input = input(cluster, database);
    input.put("scheduledTime", "<aws.scheduler.scheduled-time>");
    input.put("scheduleArn", "<aws.scheduler.schedule-arn>");
    group
        .schedule("Schedule." + name, name, function.getFunctionArn(), input)
        .description("Vigie: a drill of the newest backup")
        .scheduleExpression(settings.drills().expression().value())
        .scheduleExpressionTimezone(settings.drills().timeZone())
        .flexibleTimeWindow(
            CfnSchedule.FlexibleTimeWindowProperty.builder()
                .mode("FLEXIBLE")
                .maximumWindowInMinutes(WINDOW_MINUTES)
                .build())
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
