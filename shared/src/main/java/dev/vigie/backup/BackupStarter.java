package dev.vigie.backup;

import dev.vigie.config.FleetSettings;
import dev.vigie.config.Tier;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Started;
import dev.vigie.operation.Work;
import java.time.Clock;
import java.time.Instant;

/**
 * Begins backups: what a schedule or a person asks for becomes an operation on the cluster's node.
 *
 * @param fleet where the clusters are
 * @param dispatcher hands operations to nodes
 * @param clock the time of the request
 */
public record BackupStarter(FleetSettings fleet, Dispatcher dispatcher, Clock clock) {
  /**
   * What was asked for.
   *
   * @param cluster whose database
   * @param database which one
   * @param tier how long it is kept
   * @param time for which it was asked: the scheduled time, which is the same in every delivery
   * @param token tells requests for the same time apart; the same in every delivery of one request
   * @param requestedBy who asked
   */
  public record Order(
      String cluster, String database, Tier tier, Instant time, String token, String requestedBy) {
    /** The operation that it is: the same for the same order, whoever hands it in. */
    OperationId id() {
      return OperationId.of(time, "backup", cluster, database, token);
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
    Instant now = clock.instant();
    OperationRequest request =
        new OperationRequest(
            OperationRequest.SCHEMA_VERSION,
            id,
            now,
            now.plus(fleet.backupTimeout()),
            order.requestedBy(),
            cluster.node(),
            work);
    return new Started(id, dispatcher.dispatch(request));
  }
}
