package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.backup.OverdueBackup;
import dev.vigie.catalog.Catalog;
import dev.vigie.operation.Reconciler;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/** Looks after what nobody has heard of: operations that did not end, and backups never begun. */
public final class Reconcile extends JsonFunction {
  @Inject FunctionSettings settings;
  @Inject Reconciler reconciler;
  @Inject Catalog catalog;
  @Inject EmbeddedMetrics metrics;
  @Inject Clock clock;

  /**
   * The answer.
   *
   * @param findings each operation that had not ended, and what was done about it
   * @param overdue each database without a backup as new as was promised
   */
  record Reconciled(List<Reconciler.Finding> findings, List<OverdueBackup> overdue) {}

  @Override
  protected Object handle(ObjectNode event, Context context) {
    List<Reconciler.Finding> findings = reconciler.reconcile();
    List<OverdueBackup> overdue = OverdueBackup.find(settings.fleet(), catalog, clock.instant());
    metrics.reconciled(findings, overdue);
    return new Reconciled(findings, overdue);
  }
}
