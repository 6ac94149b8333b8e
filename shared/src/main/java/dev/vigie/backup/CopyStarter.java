package dev.vigie.backup;

import dev.vigie.config.FleetCopies;
import dev.vigie.config.FleetSettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Requester;
import dev.vigie.operation.Started;
import dev.vigie.operation.Work;

/**
 * Begins copies into the second bucket, on the node that the fleet has for them.
 *
 * @param fleet where the clusters and the copies are
 * @param dispatcher hands operations to nodes
 */
public record CopyStarter(FleetSettings fleet, Dispatcher dispatcher) {
  /**
   * What was asked for.
   *
   * @param cluster whose backups
   * @param database whose backups
   * @param requester who asked, and for which time
   */
  public record Order(String cluster, String database, Requester requester) {}

  /**
   * Begins copying what the second bucket lacks.
   *
   * @throws VigieException {@code SETTING_INVALID} if the fleet names no second bucket, or {@code
   *     REQUEST_INVALID} for names that cannot be
   */
  public Started start(Order order) {
    fleet.require(order.cluster());
    FleetCopies copies =
        fleet
            .findCopies()
            .orElseThrow(
                () ->
                    new VigieException(
                        ErrorCode.SETTING_INVALID, "the fleet names no second bucket for copies"));
    Work.Copy work =
        new Work.Copy(order.cluster(), order.database(), copies.bucket(), copies.findRegion());
    OperationId id =
        OperationId.of(
            order.requester().time(),
            "copy",
            order.cluster(),
            order.database(),
            order.requester().token());
    return new Started(
        id, dispatcher.begin(id, order.requester(), copies.timeout(), copies.node(), work));
  }
}
