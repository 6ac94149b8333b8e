package dev.vigie.backup;

import dev.vigie.config.FleetSettings;
import dev.vigie.config.Tier;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Requester;
import dev.vigie.operation.Started;
import dev.vigie.operation.Work;

/**
 * Begins backups: what a schedule or a person asks for becomes an operation on the cluster's node.
 *
 * @param fleet where the clusters are
 * @param dispatcher hands operations to nodes
 */
public record BackupStarter(FleetSettings fleet, Dispatcher dispatcher) {
  /**
   * What was asked for.
   *
   * @param cluster whose database
   * @param database which one
   * @param tier how long it is kept
   * @param requester who asked, and for which time
   */
  public record Order(String cluster, String database, Tier tier, Requester requester) {
    /** The operation that it is: the same for the same order, whoever hands it in. */
    OperationId id() {
      return OperationId.of(requester.time(), "backup", cluster, database, requester.token());
    }
  }

  /**
   * Begins the backup, unless the same order came before.
   *
   * @throws dev.vigie.error.VigieException {@code REQUEST_INVALID} for names that cannot be, {@code
   *     NODE_UNAVAILABLE} or {@code STORAGE_…} if it could not be begun; the same order may be
   *     tried again
   */
  public Started start(Order order) {
    FleetSettings.Cluster cluster = fleet.require(order.cluster());
    Work.Backup work = new Work.Backup(order.cluster(), order.database(), order.tier());
    OperationId id = order.id();
    return new Started(
        id, dispatcher.begin(id, order.requester(), fleet.backupTimeout(), cluster.node(), work));
  }
}
