package dev.vigie.cdk;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.targets.LambdaFunction;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * What tells RecordOutcome that an operation may have ended, from the account's default bus; and
 * the bus for what Vigie itself has to tell.
 */
final class OperationSignals extends Construct {
  private static final int RETRIES = 3;

  private final EventBus bus;
  private final Queue deadLetters;

  OperationSignals(
      Construct scope, StorageSettings storage, OpsNames names, OpsFunctions functions) {
    super(scope, "Signals");
    deadLetters = DeadLetters.queue(this, "Holds the events that no function took");
    rule(
        "ObjectCreated",
        "Vigie: a backup's manifest, a result or an outcome is in the bucket",
        objects(storage.bucket().value()),
        functions);
    rule(
        "CommandEnded",
        "Vigie: a command has ended on its machine",
        commands(names.document(CommandDocuments.RUN)),
        functions);
    bus =
        EventBus.Builder.create(this, "Bus")
            .eventBusName(names.own())
            .description("Vigie: tells of backups and restores")
            .build();
  }

  /** The bus for Vigie's own events. */
  EventBus bus() {
    return bus;
  }

  /** Holds what could not be delivered. */
  Queue deadLetters() {
    return deadLetters;
  }

  private void rule(String id, String description, EventPattern pattern, OpsFunctions functions) {
    var target =
        LambdaFunction.Builder.create(functions.get(OpsFunction.RECORD_OUTCOME).alias())
            .retryAttempts(RETRIES)
            .maxEventAge(Duration.hours(1))
            .deadLetterQueue(deadLetters)
            .build();
    Rule.Builder.create(this, id)
        .description(description)
        .eventPattern(pattern)
        .targets(List.of(target))
        .build();
  }

  /** Amazon S3 User Guide, "EventBridge event message structure". */
  private static EventPattern objects(String bucket) {
    var keys =
        List.of(
            Map.of("suffix", "/manifest.json"),
            Map.of("suffix", "/result.json"),
            Map.of("suffix", "/outcome.json"));
    var detail = new LinkedHashMap<String, Object>();
    detail.put("bucket", Map.of("name", List.of(bucket)));
    detail.put("object", Map.of("key", keys));
    return EventPattern.builder()
        .source(List.of("aws.s3"))
        .detailType(List.of("Object Created"))
        .detail(detail)
        .build();
  }

  /**
   * AWS Systems Manager User Guide, "Amazon EventBridge event examples for Systems Manager". Named
   * are the statuses that are no end: of those that are, one is spelt in two ways.
   */
  private static EventPattern commands(String document) {
    var underWay = List.of("Pending", "InProgress", "Delayed", "Cancelling");
    var detail = new LinkedHashMap<String, Object>();
    detail.put("document-name", List.of(document));
    detail.put("status", List.of(Map.of("anything-but", underWay)));
    return EventPattern.builder()
        .source(List.of("aws.ssm"))
        .detailType(List.of("EC2 Command Invocation Status-change Notification"))
        .detail(detail)
        .build();
  }
}
