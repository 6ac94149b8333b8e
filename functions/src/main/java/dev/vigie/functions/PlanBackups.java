package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.backup.BackupPlan;
import dev.vigie.backup.PlannedBackup;
import dev.vigie.config.FleetTick;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.functions.event.TickEvent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Queues the backups that begin until the next tick, each to be delivered at its moment. The tick's
 * own time says which: so one that comes late or twice queues the same, and of one that never comes
 * {@code Reconcile} misses the backups. The answer holds {@code queued}.
 */
public final class PlanBackups extends JsonFunction {
  /** From one tick to the next. */
  static final Duration INTERVAL = Duration.ofMinutes(FleetTick.MINUTES);

  /** As old as what {@code Reconcile} makes up for; an older one is none of a schedule's. */
  private static final Duration OLDEST = BackupPlan.LOOK_BACK;

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
    Instant time = TickEvent.of(event).time();
    Instant now = clock.instant();
    if (time.isBefore(now.minus(OLDEST)) || time.isAfter(now.plus(INTERVAL))) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID,
          "the tick is for %s; it should be for a time between a day ago and %d minutes ahead"
              .formatted(time, INTERVAL.toMinutes()));
    }
    List<PlannedBackup> due = plan.beginning(time, time.plus(INTERVAL));
    orders.queue(due, now);
    return new Queued(due.size());
  }
}
