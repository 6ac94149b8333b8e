package dev.vigie.drill;

import dev.vigie.catalog.Catalog;
import dev.vigie.config.FleetDrills;
import dev.vigie.config.FleetSettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Requester;
import dev.vigie.operation.Started;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.Check;
import dev.vigie.postgres.SqlText;
import java.util.List;
import java.util.Optional;

/**
 * Begins drills: what a schedule, a new backup or a person asks for becomes an operation on the
 * node that the fleet has for drills.
 *
 * @param fleet where the clusters and the drills are
 * @param catalog the backups
 * @param journal the operations
 * @param dispatcher hands operations to nodes
 */
public record DrillStarter(
    FleetSettings fleet, Catalog catalog, OperationJournal journal, Dispatcher dispatcher) {
  /**
   * What was asked for.
   *
   * @param cluster whose backup
   * @param database whose backup
   * @param backup which one; empty for the newest, verified or not
   * @param checks the application's own; the fleet's for this database, if there are none
   * @param requester who asked, and for which time
   */
  public record Order(
      String cluster,
      String database,
      Optional<OperationId> backup,
      List<Check> checks,
      Requester requester) {}

  /**
   * Begins the drill.
   *
   * @throws VigieException {@code BACKUP_UNKNOWN}, {@code SETTING_INVALID} if the fleet has no node
   *     for drills, or {@code REQUEST_INVALID} for names that cannot be
   */
  public Started start(Order order) {
    fleet.require(order.cluster());
    SqlText.checkName(order.database());
    OperationId id =
        OperationId.of(
            order.requester().time(),
            "drill",
            order.cluster(),
            order.database(),
            order.requester().token());
    Optional<OperationRequest> asked = journal.request(id);
    if (asked.isPresent()) {
      // Delivered again, perhaps when there is a newer backup: what was begun goes on as it was.
      return new Started(id, dispatcher.dispatch(asked.get()));
    }
    FleetDrills drills =
        fleet
            .findDrills()
            .orElseThrow(
                () ->
                    new VigieException(
                        ErrorCode.SETTING_INVALID, "the fleet names no node for drills"));
    Work.Drill work =
        new Work.Drill(order.cluster(), order.database(), backup(order), checks(order, drills));
    return new Started(
        id, dispatcher.begin(id, order.requester(), drills.timeout(), drills.node(), work));
  }

  private static List<Check> checks(Order order, FleetDrills drills) {
    return order.checks().isEmpty()
        ? drills.checksOf(order.cluster(), order.database()).entrySet().stream()
            .map(check -> new Check(check.getKey(), check.getValue()))
            .toList()
        : order.checks();
  }

  private OperationId backup(Order order) {
    if (order.backup().isEmpty()) {
      return catalog.latest(order.cluster(), order.database()).backupId();
    }
    OperationId named = order.backup().get();
    return catalog
        .find(order.cluster(), order.database(), named)
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.BACKUP_UNKNOWN,
                    "there is no backup %s of database \"%s\" of cluster \"%s\""
                        .formatted(named, order.database(), order.cluster())))
        .backupId();
  }
}
