package dev.vigie.cdk;

import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/** Queues for what could not be delivered or done. */
final class DeadLetters {
  /** The longest that SQS keeps a message, to be found after a fortnight's absence. */
  private static final int KEEP_DAYS = 14;

  private DeadLetters() {}

  /** A queue, encrypted by SQS and closed to plain HTTP. */
  static Queue queue(Construct scope, String purpose) {
    var queue =
        Queue.Builder.create(scope, "DeadLetters")
            .retentionPeriod(Duration.days(KEEP_DAYS))
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(true)
            .build();
    NagReasons.explain(
        (CfnResource) Objects.requireNonNull(queue.getNode().getDefaultChild()),
        Map.of(
            "AwsSolutions-SQS3",
            purpose + ": it is itself a dead-letter queue, watched by an alarm."));
    return queue;
  }
}
