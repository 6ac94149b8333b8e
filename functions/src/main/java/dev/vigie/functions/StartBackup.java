package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.backup.BackupStarter;
import dev.vigie.error.VigieException;
import dev.vigie.functions.event.BackupEvent;
import dev.vigie.functions.event.OrderBatch;
import dev.vigie.operation.Started;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * Begins a backup, and answers with {@code operationId} and {@code dispatch}; or each backup of a
 * batch of the queue's messages, and answers with {@code batchItemFailures}, which the queue
 * delivers again (AWS Lambda Developer Guide, "Handling errors for an SQS event source"). So one
 * that fails takes no other with it. One that can never succeed fails too: only as a dead letter is
 * it seen.
 */
public final class StartBackup extends JsonFunction {
  @Inject BackupStarter starter;
  @Inject Requesters requesters;

  /** What the queue delivers again. */
  record BatchAnswer(List<ItemFailure> batchItemFailures) {}

  /** One message, by SQS's id. */
  record ItemFailure(String itemIdentifier) {}

  @Override
  protected Object handle(ObjectNode event, Context context) {
    return OrderBatch.isIn(event)
        ? startAll(OrderBatch.of(event), context)
        : start(event, context.getAwsRequestId());
  }

  private BatchAnswer startAll(OrderBatch batch, Context context) {
    List<ItemFailure> failures = new ArrayList<>();
    for (OrderBatch.Message message : batch.messages()) {
      try {
        start(JsonFunction.read(message.body()), message.id());
      } catch (VigieException e) {
        // The answer has no room for the reason, and the message tells it to nobody.
        String failure = new FunctionFailure(e).getMessage();
        context.getLogger().log("message " + message.id() + " failed: " + failure + "\n");
        failures.add(new ItemFailure(message.id()));
      }
    }
    return new BatchAnswer(failures);
  }

  private Started start(JsonNode event, String requestId) {
    BackupEvent asked = BackupEvent.of(event);
    return starter.start(
        new BackupStarter.Order(
            asked.cluster(),
            asked.database(),
            asked.tier(),
            requesters.of(asked.origin(), requestId)));
  }
}
