package dev.vigie.cdk;

import dev.vigie.config.FleetTick;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awscdk.services.scheduler.CfnSchedule;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * EventBridge Scheduler's schedules: one that has the backups queued which the settings' own
 * schedules promise, and one that has the drills begun, however many these are; one for Reconcile,
 * one for CheckHealth and one for PublishReport. What could not be delivered in an hour is left to
 * Reconcile, which knows what backups were promised, and a drill to the next.
 */
final class BackupSchedules extends Construct {
  private static final CfnSchedule.FlexibleTimeWindowProperty OFF =
      CfnSchedule.FlexibleTimeWindowProperty.builder().mode("OFF").build();

  private final String groupName;
  private final ScheduleGroup group;
  private final Queue deadLetters;

  BackupSchedules(Construct scope, OpsSettings settings, OpsNames names, OpsFunctions functions) {
    super(scope, "Schedules");
    groupName = names.own();
    deadLetters = DeadLetters.queue(this, "Holds what the schedules could not deliver");
    var plans = functions.get(OpsFunction.PLAN_BACKUPS).alias().getFunctionArn();
    var reconciles = functions.get(OpsFunction.RECONCILE).alias().getFunctionArn();
    var looks = functions.get(OpsFunction.CHECK_HEALTH).alias().getFunctionArn();
    var publishes = functions.get(OpsFunction.PUBLISH_REPORT).alias().getFunctionArn();
    var drills = functions.get(OpsFunction.START_DRILL).alias().getFunctionArn();
    var purpose =
        new ScheduleGroup.Purpose(
            groupName,
            "Vigie: what its schedules may do",
            List.of(plans, reconciles, looks, publishes, drills));
    group = new ScheduleGroup(this, purpose, deadLetters);
    add("Backups", "Vigie: has the backups queued that are due", plans, tick())
        .scheduleExpression(minutes(FleetTick.MINUTES))
        .build();
    if (settings.drills().enabled()) {
      var tick = tick();
      tick.put("tick", true);
      add("Drills", "Vigie: has the drills begun that are due", drills, tick)
          .scheduleExpression(minutes(FleetTick.MINUTES))
          .build();
    }
    add("Reconcile", "Vigie: looks after what is silent", reconciles, Map.of())
        .scheduleExpression(minutes(settings.reconcileMinutes()))
        .build();
    add("Health", "Vigie: looks at everything", looks, Map.of())
        .scheduleExpression(minutes(settings.health().checkMinutes()))
        .build();
    add("Report", "Vigie: writes the status page", publishes, Map.of())
        .scheduleExpression("rate(1 hour)")
        .build();
  }

  /** The group's name, by which CloudWatch counts. */
  String groupName() {
    return groupName;
  }

  /** Holds what could not be delivered. */
  Queue deadLetters() {
    return deadLetters;
  }

  private CfnSchedule.Builder add(
      String id, String description, String function, Map<String, Object> input) {
    return group
        .schedule(id, id.toLowerCase(Locale.ROOT), function, input)
        .description(description)
        .flexibleTimeWindow(OFF);
  }

  private static String minutes(int number) {
    return number == 1 ? "rate(1 minute)" : "rate(" + number + " minutes)";
  }

  /** What whoever begins what is due reads. */
  private static Map<String, Object> tick() {
    var input = new LinkedHashMap<String, Object>();
    input.put("scheduledTime", "<aws.scheduler.scheduled-time>");
    input.put("scheduleArn", "<aws.scheduler.schedule-arn>");
    input.put("executionId", "<aws.scheduler.execution-id>");
    input.put("attemptNumber", "<aws.scheduler.attempt-number>");
    return input;
  }
}
