package dev.vigie.backup;

import dev.vigie.config.FleetCopies;
import dev.vigie.config.FleetSettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Started;
import dev.vigie.operation.Work;
import java.time.Clock;
import java.time.Instant;

/**
 * Begins copies into the second bucket, on the node that the fleet has for them.
 *
 * @param fleet where the clusters and the copies are
 * @param dispatcher hands operations to nodes
 * @param clock the time of the request
 */
public record CopyStarter(FleetSettings fleet, Dispatcher dispatcher, Clock clock) {
  /**
   * What was asked for.
   *
   * @param cluster whose backups
   * @param database whose backups
   * @param time when it was asked for; the same in every delivery of one request
   * @param token tells requests for the same time apart; the same in every delivery of one request
   * @param requestedBy who asked
   */
  public record Order(
      String cluster, String database, Instant time, String token, String requestedBy) {}

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
        OperationId.of(order.time(), "copy", order.cluster(), order.database(), order.token());
    Instant now = clock.instant();
    OperationRequest request =
        new OperationRequest(
            OperationRequest.SCHEMA_VERSION,
            id,
            now,
            now.plus(copies.timeout()),
            order.requestedBy(),
            copies.node(),
            work);
    return new Started(id, dispatcher.dispatch(request));
  }
}
