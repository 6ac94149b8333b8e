package dev.vigie.cdk;

import java.util.ArrayList;
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
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * What a new backup begins: a copy into the second bucket, which brings all that it lacks of the
 * database, and a drill, where the backup is of the tiers that are kept longest. Only the settings'
 * own clusters count, for anybody may bring another one's backup into the bucket by hand.
 */
final class NewBackupRules extends Construct {
  private static final int RETRIES = 3;

  /** An event pattern takes 2,048 characters (Amazon EventBridge quotas); the rest is below 400. */
  private static final int MOST_CHARACTERS = 1_600;

  /** Quotes and a comma. */
  private static final int AROUND_A_NAME = 3;

  /** A character that JSON writes as an escape, at its longest. */
  private static final int ESCAPED = 6;

  private final OpsSettings settings;
  private final OpsFunctions functions;
  private final Wires wires;

  /** Where new backups are told of, and where goes what could not be delivered. */
  record Wires(EventBus bus, Queue deadLetters) {}

  NewBackupRules(Construct scope, OpsSettings settings, OpsFunctions functions, Wires wires) {
    super(scope, "NewBackups");
    this.settings = settings;
    this.functions = functions;
    this.wires = wires;
    if (settings.copies().isPresent()) {
      rules("Copy", OpsFunction.START_COPY, Map.of(), input());
    }
    var tiers = settings.drills().tiers();
    if (settings.drills().enabled() && !tiers.isEmpty()) {
      var input = input();
      input.put("backup", EventField.fromPath("$.detail.operationId"));
      rules("Drill", OpsFunction.START_DRILL, Map.of("backup", Map.of("tier", tiers)), input);
    }
  }

  /** The same event delivered twice asks for the same time, by the same token: one operation. */
  private static Map<String, Object> input() {
    var input = new LinkedHashMap<String, Object>();
    input.put("cluster", EventField.fromPath("$.detail.cluster"));
    input.put("database", EventField.fromPath("$.detail.database"));
    input.put("scheduledTime", EventField.fromPath("$.detail.recordedAt"));
    input.put("scheduleArn", "the end of backup " + EventField.fromPath("$.detail.operationId"));
    return input;
  }

  private void rules(
      String id, OpsFunction function, Map<String, Object> which, Map<String, Object> input) {
    var number = 0;
    for (var clusters : patterns()) {
      number++;
      var detail = new LinkedHashMap<String, Object>(which);
      detail.put("cluster", clusters);
      Rule.Builder.create(this, id + number)
          .description("Vigie: what a new backup begins, by " + function.handler())
          .eventBus(wires.bus())
          .eventPattern(
              EventPattern.builder()
                  .source(List.of("vigie"))
                  .detailType(List.of("BackupSucceeded"))
                  .detail(detail)
                  .build())
          .targets(
              List.of(
                  LambdaFunction.Builder.create(functions.get(function).alias())
                      .event(RuleTargetInput.fromObject(input))
                      .retryAttempts(RETRIES)
                      .maxEventAge(Duration.hours(1))
                      .deadLetterQueue(wires.deadLetters())
                      .build()))
          .build();
    }
  }

  /** The clusters' names, as many together as one pattern takes. */
  private List<List<String>> patterns() {
    var patterns = new ArrayList<List<String>>();
    var room = 0;
    for (var cluster : settings.clusters()) {
      var length = length(cluster.name()) + AROUND_A_NAME;
      if (length > room) {
        patterns.add(new ArrayList<>());
        room = MOST_CHARACTERS;
      }
      patterns.getLast().add(cluster.name());
      room -= length;
    }
    return patterns;
  }

  private static int length(String name) {
    return name.chars().map(each -> Character.isLetterOrDigit(each) ? 1 : ESCAPED).sum();
  }
}
