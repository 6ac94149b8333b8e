package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.drill.DrillStarter;
import dev.vigie.functions.event.DrillEvent;
import dev.vigie.operation.OperationJournal;
import jakarta.inject.Inject;
import java.time.Clock;

/** Begins a drill. The answer holds {@code operationId} and {@code dispatch}. */
public final class StartDrill extends JsonFunction {
  @Inject DrillStarter starter;
  @Inject OperationJournal journal;
  @Inject Clock clock;

  @Override
  protected Object handle(ObjectNode event, Context context) {
    DrillEvent asked = DrillEvent.of(event);
    Requester requester = Requester.of(asked.origin(), context.getAwsRequestId(), journal, clock);
    return starter.start(
        new DrillStarter.Order(
            asked.cluster(),
            asked.database(),
            asked.backup(),
            asked.checks(),
            requester.time(),
            requester.token(),
            requester.requestedBy()));
  }
}
