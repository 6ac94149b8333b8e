package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.functions.event.CancelEvent;
import dev.vigie.operation.Canceller;
import jakarta.inject.Inject;

/**
 * Ends an operation on request. The answer holds {@code state}, and {@code outcome} if it ended.
 */
public final class Cancel extends JsonFunction {
  @Inject Canceller canceller;

  @Override
  protected Object handle(ObjectNode event, Context context) {
    CancelEvent asked = CancelEvent.of(event);
    String who =
        "invocation "
            + context.getAwsRequestId()
            + asked.requestedBy().map(name -> " for " + name).orElse("");
    return canceller.cancel(asked.id(), who);
  }
}
