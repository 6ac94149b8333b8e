package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.drill.DrillStarter;
import dev.vigie.drill.DueDrills;
import dev.vigie.functions.event.DrillEvent;
import dev.vigie.functions.event.TickEvent;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * Begins a drill, and answers with {@code operationId} and {@code dispatch}; or, asked by its
 * schedule, all that became due since the tick before, and answers with {@code begun} and {@code
 * withoutBackup}. A drill that was not begun is no harm: the next one is.
 */
public final class StartDrill extends JsonFunction {
  @Inject DrillStarter starter;
  @Inject DueDrills due;
  @Inject Requesters requesters;
  @Inject Clock clock;

  @Override
  protected Object handle(ObjectNode event, Context context) {
    if (TickEvent.isIn(event)) {
      TickEvent tick = TickEvent.of(event, clock.instant());
      return due.begin(tick.previous(), tick.time());
    }
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
