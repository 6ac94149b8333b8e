package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.drill.DrillStarter;
import dev.vigie.functions.event.DrillEvent;
import jakarta.inject.Inject;

/** Begins a drill. The answer holds {@code operationId} and {@code dispatch}. */
public final class StartDrill extends JsonFunction {
  @Inject DrillStarter starter;
  @Inject Requesters requesters;

  @Override
  protected Object handle(ObjectNode event, Context context) {
    DrillEvent asked = DrillEvent.of(event);
    return starter.start(
        new DrillStarter.Order(
            asked.cluster(),
            asked.database(),
            asked.backup(),
            asked.checks(),
            requesters.of(asked.origin(), context.getAwsRequestId())));
  }
}
