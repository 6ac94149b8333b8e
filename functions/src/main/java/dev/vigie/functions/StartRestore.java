package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.functions.event.RestoreEvent;
import dev.vigie.operation.OperationJournal;
import dev.vigie.restore.RestoreStarter;
import jakarta.inject.Inject;
import java.time.Clock;

/** Begins a restore. The answer holds {@code operationId} and {@code dispatch}. */
public final class StartRestore extends JsonFunction {
  @Inject RestoreStarter starter;
  @Inject OperationJournal journal;
  @Inject Clock clock;

  @Override
  protected Object handle(ObjectNode event, Context context) {
    RestoreEvent asked = RestoreEvent.of(event);
    Requester requester = Requester.of(asked.origin(), context.getAwsRequestId(), journal, clock);
    return starter.start(
        new RestoreStarter.Order(
            asked.cluster(),
            asked.database(),
            asked.backup(),
            asked.target(),
            asked.swap(),
            asked.tables(),
            requester.time(),
            requester.token(),
            requester.requestedBy()));
  }
}
