package dev.vigie.cdk;

import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.lambda.EventSourceMappingOptions;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/**
 * The queue through which a fleet's backups are begun. It holds each until its moment, and Lambda
 * takes no more at once than the settings allow. What fails is tried again, and then lies with the
 * dead letters.
 */
final class BackupQueue extends Construct {
  /** One function begins so many one after the other, in half a second each. */
  private static final int BATCH = 10;

  private static final int TRIES = 3;

  /** AWS's own advice for a function's time-out (AWS Lambda Developer Guide, "Amazon SQS"). */
  private static final int TIMEOUTS = 6;

  private final Queue queue;
  private final Queue deadLetters;

  BackupQueue(Construct scope, OpsSettings settings, OpsNames names) {
    super(scope, "Backups");
    deadLetters = DeadLetters.queue(this, "Holds the backups that could not be begun");
    queue =
        Queue.Builder.create(this, "Queue")
            .queueName(names.of("backups"))
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(true)
            // What is older Reconcile has begun by then.
            .retentionPeriod(Duration.days(1))
            .visibilityTimeout(Duration.seconds(TIMEOUTS * settings.functions().timeoutSeconds()))
            .deadLetterQueue(
                DeadLetterQueue.builder().queue(deadLetters).maxReceiveCount(TRIES).build())
            .build();
  }

  /** Where backups are put. */
  Queue queue() {
    return queue;
  }

  /** Holds those that could not be begun. */
  Queue deadLetters() {
    return deadLetters;
  }

  /** Lets the function begin what is in the queue, so many of it at once. */
  void feed(OpsFunctions.Deployed function, FleetDispatch dispatch) {
    function
        .alias()
        .addEventSourceMapping(
            "Backups",
            EventSourceMappingOptions.builder()
                .eventSourceArn(queue.getQueueArn())
                .batchSize(BATCH)
                .maxConcurrency(dispatch.starters())
                .reportBatchItemFailures(true)
                .build());
  }
}
