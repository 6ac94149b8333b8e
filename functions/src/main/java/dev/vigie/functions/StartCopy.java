package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.backup.CopyStarter;
import dev.vigie.functions.event.CopyEvent;
import jakarta.inject.Inject;

/** Begins a copy. The answer holds {@code operationId} and {@code dispatch}. */
public final class StartCopy extends JsonFunction {
  @Inject CopyStarter starter;
  @Inject Requesters requesters;

  @Override
  protected Object handle(ObjectNode event, Context context) {
    CopyEvent asked = CopyEvent.of(event);
    return starter.start(
        new CopyStarter.Order(
            asked.cluster(),
            asked.database(),
            requesters.of(asked.origin(), context.getAwsRequestId())));
  }
}
