package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.backup.BackupPlan;
import dev.vigie.backup.PlannedBackup;
import dev.vigie.functions.event.TickEvent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Queues the backups that begin until the next tick, each to be delivered at its moment. The tick's
 * own time says which: so one that comes late or twice queues the same, and of one that never comes
 * {@code Reconcile} misses the backups. The answer holds {@code queued}.
 */
public final class PlanBackups extends JsonFunction {
  @Inject BackupPlan plan;
  @Inject BackupOrders orders;
  @Inject Clock clock;

  /**
   * The answer.
   *
   * @param queued how many backups
   */
  record Queued(int queued) {}

  @Override
  protected Object handle(ObjectNode event, Context context) {
    Instant now = clock.instant();
    TickEvent tick = TickEvent.of(event, now);
    List<PlannedBackup> due = plan.beginning(tick.time(), tick.next());
    orders.queue(due, now);
    return new Queued(due.size());
  }
}
