package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.catalog.Catalog;
import dev.vigie.drill.DrillLog;
import dev.vigie.drill.RestoreEstimate;
import dev.vigie.functions.event.RestoreEvent;
import dev.vigie.restore.RestorePlan;
import dev.vigie.restore.RestorePlanner;
import dev.vigie.restore.RestoreStarter;
import jakarta.inject.Inject;

/**
 * Begins a restore; the answer holds {@code operationId} and {@code dispatch}. Or, on a dry run,
 * says what would happen; the answer is a {@link RestorePlan}.
 */
public final class StartRestore extends JsonFunction {
  @Inject RestoreStarter starter;
  @Inject RestorePlanner planner;
  @Inject Catalog catalog;
  @Inject Requesters requesters;

  @Override
  protected Object handle(ObjectNode event, Context context) {
    RestoreEvent asked = RestoreEvent.of(event);
    RestoreStarter.Order order =
        new RestoreStarter.Order(
            asked.cluster(),
            asked.database(),
            asked.backup(),
            asked.target(),
            asked.swap(),
            asked.tables(),
            asked.approval(),
            requesters.of(asked.origin(), context.getAwsRequestId()));
    return asked.dryRun() ? plan(order) : starter.start(order);
  }

  /** Tables alone take no time in proportion to the backup. */
  private RestorePlan plan(RestoreStarter.Order order) {
    RestorePlan plan = planner.plan(order);
    return order.tables().isEmpty()
        ? plan.estimated(
            catalog
                .find(order.cluster(), order.database(), plan.backupId())
                .flatMap(backup -> RestoreEstimate.of(new DrillLog(catalog.store()), backup)))
        : plan;
  }
}
