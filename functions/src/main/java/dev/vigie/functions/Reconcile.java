package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.backup.BackupAges;
import dev.vigie.backup.BackupPlan;
import dev.vigie.backup.OverdueBackup;
import dev.vigie.backup.PlannedBackup;
import dev.vigie.operation.Reconciler;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Looks after what nobody has heard of: operations that did not end, backups that a schedule
 * promised and nobody began, which are queued now, and databases whose newest backup is too old.
 */
public final class Reconcile extends JsonFunction {
  /** Backups that one look queues: a hundred requests. The next look goes on. */
  private static final int MOST_MISSED = 1_000;

  @Inject Reconciler reconciler;
  @Inject BackupPlan plan;
  @Inject BackupOrders orders;
  @Inject BackupAges ages;
  @Inject EmbeddedMetrics metrics;
  @Inject Clock clock;

  /**
   * The answer.
   *
   * @param findings each operation that had not ended, and what was done about it
   * @param left operations that this look did not come to
   * @param missed each backup that a schedule promised and nobody asked for
   * @param overdue each database without a backup as new as was promised
   */
  record Reconciled(
      List<Reconciler.Finding> findings,
      int left,
      List<PlannedBackup> missed,
      List<OverdueBackup> overdue) {}

  @Override
  protected Object handle(ObjectNode event, Context context) {
    Reconciler.Look look = reconciler.look();
    Instant now = clock.instant();
    List<PlannedBackup> missed = plan.missed(now, look.asked()::contains);
    orders.queue(missed.subList(0, Math.min(MOST_MISSED, missed.size())), now);
    List<OverdueBackup> overdue = ages.overdue(now);
    metrics.reconciled(look.findings(), missed, overdue);
    return new Reconciled(look.findings(), look.left(), missed, overdue);
  }
}
