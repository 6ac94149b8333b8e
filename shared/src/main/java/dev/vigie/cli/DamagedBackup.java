package dev.vigie.cli;

import dev.vigie.catalog.CatalogEntry;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.report.Text;
import java.util.List;

/**
 * A backup whose manifest is damaged, in a line, for {@code vigie list}.
 *
 * @param backupId its id
 * @param cluster whose database
 * @param database which one
 * @param error what is wrong
 */
record DamagedBackup(OperationId backupId, String cluster, String database, Failure error)
    implements ListedBackup {
  static DamagedBackup of(CatalogEntry.Damaged damaged) {
    return new DamagedBackup(
        damaged.backupId(), damaged.cluster(), damaged.database(), Failure.of(damaged.failure()));
  }

  @Override
  public List<String> cells() {
    return List.of(
        backupId.value(),
        Text.name(cluster),
        Text.name(database),
        "DAMAGED",
        "",
        "",
        "",
        "",
        "",
        "");
  }
}
