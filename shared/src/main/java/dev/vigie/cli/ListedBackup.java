package dev.vigie.cli;

import dev.vigie.catalog.CatalogEntry;
import dev.vigie.operation.OperationId;
import dev.vigie.report.Text;
import java.util.List;
import java.util.Set;

/** A line of {@code vigie list}: a backup, or one whose manifest is damaged. */
sealed interface ListedBackup permits BackupSummary, DamagedBackup {
  /** Its id. */
  OperationId backupId();

  /** Its line for people. */
  List<String> cells();

  static ListedBackup of(CatalogEntry entry, Set<OperationId> verified) {
    return switch (entry) {
      case CatalogEntry.Sound sound ->
          BackupSummary.of(sound.manifest(), verified.contains(sound.backupId()));
      case CatalogEntry.Damaged damaged -> DamagedBackup.of(damaged);
    };
  }

  static String table(List<ListedBackup> backups) {
    List<String> headings =
        List.of(
            "BACKUP",
            "CLUSTER",
            "DATABASE",
            "TIER",
            " TABLES",
            " ROWS",
            " SIZE",
            " STORED",
            " TOOK",
            "VERIFIED");
    StringBuilder text =
        new StringBuilder(Text.table(headings, backups.stream().map(ListedBackup::cells).toList()));
    for (ListedBackup backup : backups) {
      if (backup instanceof DamagedBackup damaged) {
        text.append("\ndamaged: ").append(Text.message(damaged.error().message())).append('\n');
      }
    }
    return text.toString();
  }
}
