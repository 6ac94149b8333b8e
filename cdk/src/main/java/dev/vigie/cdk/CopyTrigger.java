package dev.vigie.cdk;

import java.util.LinkedHashMap;
import java.util.List;
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
 * What begins copies into the second bucket: one rule, which hears of every new backup. A copy
 * brings all that the second bucket lacks of the database, so it makes up for those before it.
 */
final class CopyTrigger {
  private static final int RETRIES = 3;

  private CopyTrigger() {}

  /** Adds the rule. */
  static void addTo(Construct scope, OpsFunctions functions, EventBus bus, Queue deadLetters) {
    // The same event delivered twice asks for the same time, by the same token: one operation.
    var input = new LinkedHashMap<String, Object>();
    input.put("cluster", EventField.fromPath("$.detail.cluster"));
    input.put("database", EventField.fromPath("$.detail.database"));
    input.put("scheduledTime", EventField.fromPath("$.detail.recordedAt"));
    input.put("scheduleArn", "the end of backup " + EventField.fromPath("$.detail.operationId"));
    Rule.Builder.create(scope, "Copies")
        .description("Vigie: a new backup, of which there is to be a second copy")
        .eventBus(bus)
        .eventPattern(
            EventPattern.builder()
                .source(List.of("vigie"))
                .detailType(List.of("BackupSucceeded"))
                .build())
        .targets(
            List.of(
                LambdaFunction.Builder.create(functions.get(OpsFunction.START_COPY).alias())
                    .event(RuleTargetInput.fromObject(input))
                    .retryAttempts(RETRIES)
                    .maxEventAge(Duration.hours(1))
                    .deadLetterQueue(deadLetters)
                    .build()))
        .build();
  }
}
