package dev.vigie.backup;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.config.FleetSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A database whose newest backup is older than was promised: its schedule never fired, or its
 * backups fail.
 *
 * @param cluster whose database
 * @param database which one
 * @param rpo how old its newest backup may be
 * @param newest when its newest backup that can be read was taken; empty if it has none
 */
public record OverdueBackup(
    String cluster, String database, Duration rpo, Optional<Instant> newest) {

  /** The databases of the fleet whose promise is broken now. */
  public static List<OverdueBackup> find(FleetSettings fleet, Catalog catalog, Instant now) {
    List<OverdueBackup> overdue = new ArrayList<>();
    for (FleetSettings.Cluster cluster : fleet.clusters()) {
      for (FleetSettings.Database database : cluster.databases()) {
        Optional<Instant> newest =
            catalog.backups(cluster.name(), database.name(), 1).stream()
                .map(Manifest::startedAt)
                .findFirst();
        if (newest.isEmpty() || newest.get().plus(database.rpo()).isBefore(now)) {
          overdue.add(new OverdueBackup(cluster.name(), database.name(), database.rpo(), newest));
        }
      }
    }
    return overdue;
  }
}
