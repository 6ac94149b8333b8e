package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.backup.CopyStarter;
import dev.vigie.functions.event.CopyEvent;
import dev.vigie.operation.OperationJournal;
import jakarta.inject.Inject;
import java.time.Clock;

/** Begins a copy. The answer holds {@code operationId} and {@code dispatch}. */
public final class StartCopy extends JsonFunction {
  @Inject CopyStarter starter;
  @Inject OperationJournal journal;
  @Inject Clock clock;

  @Override
  protected Object handle(ObjectNode event, Context context) {
    CopyEvent asked = CopyEvent.of(event);
    Requester requester = Requester.of(asked.origin(), context.getAwsRequestId(), journal, clock);
    return starter.start(
        new CopyStarter.Order(
            asked.cluster(),
            asked.database(),
            requester.time(),
            requester.token(),
            requester.requestedBy()));
  }
}
