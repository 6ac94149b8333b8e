package dev.vigie.restore;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.CatalogEntry;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a new, empty server is filled with: the newest backup of each of its cluster's databases.
 *
 * @param catalog the backups
 */
public record Rebuild(Catalog catalog) {
  /** Every server has it, and none can be without: what is in it is no application's. */
  private static final String MAINTENANCE = "postgres";

  /**
   * The restores, one for each database. The newest backup is asked for even where its manifest is
   * damaged: that restore fails, and says so, and an older one takes its place only if a person
   * names it.
   *
   * @param chosen a backup that is to be restored in the place of its database's newest
   * @return empty if the cluster has no backup
   * @throws VigieException {@code BACKUP_UNKNOWN} if the chosen one is none of this cluster's
   */
  public List<Work.Restore> work(String cluster, Optional<OperationId> chosen) {
    Optional<Manifest> named = chosen.map(id -> require(cluster, id));
    List<Work.Restore> work = new ArrayList<>();
    for (String database : catalog.databases(cluster)) {
      if (!database.equals(MAINTENANCE)) {
        named
            .filter(manifest -> manifest.database().name().equals(database))
            .map(Manifest::backupId)
            .or(() -> newest(cluster, database))
            .ifPresent(id -> work.add(new Work.Restore(cluster, database, id, database, false)));
      }
    }
    return List.copyOf(work);
  }

  /** Of this cluster alone: a node may not read those of others. */
  private Manifest require(String cluster, OperationId id) {
    return catalog.databases(cluster).stream()
        .flatMap(database -> catalog.find(cluster, database, id).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.BACKUP_UNKNOWN,
                    "there is no backup %s of cluster \"%s\"".formatted(id, cluster)));
  }

  private Optional<OperationId> newest(String cluster, String database) {
    return catalog.entries(cluster, database, 1).stream().findFirst().map(CatalogEntry::backupId);
  }
}
