package dev.vigie.restore;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.CatalogEntry;
import dev.vigie.catalog.Verifications;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.restore.RestoreStarter.Choice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the backup that somebody means, and what they should know of it. Whoever means the latest
 * gets the newest that was verified, since it is known to come back; where none was, the newest.
 *
 * @param catalog the backups
 * @param cluster whose database
 * @param database which one
 */
record BackupChoice(Catalog catalog, String cluster, String database) {
  /**
   * The backup.
   *
   * @throws VigieException {@code BACKUP_UNKNOWN} if there is none, {@code MANIFEST_INVALID} if the
   *     one that is meant is damaged
   */
  OperationId find(Choice choice) {
    return switch (choice) {
      case Choice.Latest() ->
          verifications()
              .newest(cluster, database)
              .map(this::existing)
              .orElseGet(() -> catalog.latest(cluster, database).backupId());
      case Choice.Newest() -> catalog.latest(cluster, database).backupId();
      case Choice.At(Instant time) -> catalog.at(cluster, database, time).backupId();
      case Choice.Named(OperationId named) -> existing(named);
    };
  }

  /** Whether it was verified, and whether there is a newer one, a sentence each. */
  List<String> notes(OperationId backup) {
    List<String> notes = new ArrayList<>();
    List<OperationId> verified = verifications().of(cluster, database);
    if (!verified.contains(backup)) {
      String newest =
          verified.isEmpty()
              ? "no backup of this database was"
              : "the newest that was is " + verified.getFirst();
      notes.add(
          "backup %s was not verified: neither a drill nor a restore has proved that it comes back; %s"
              .formatted(backup, newest));
    }
    newest()
        .filter(id -> id.compareTo(backup) > 0)
        .map(
            id ->
                "backup %s is newer than %s, and %s; name it, or %s, to restore it"
                    .formatted(
                        id,
                        backup,
                        verified.contains(id) ? "verified, too" : "not verified",
                        RestoreStarter.NEWEST))
        .ifPresent(notes::add);
    return notes;
  }

  private Optional<OperationId> newest() {
    return catalog.entries(cluster, database, 1).stream().findFirst().map(CatalogEntry::backupId);
  }

  private OperationId existing(OperationId backup) {
    if (catalog.find(cluster, database, backup).isEmpty()) {
      throw new VigieException(
          ErrorCode.BACKUP_UNKNOWN,
          "there is no backup %s of database \"%s\" of cluster \"%s\""
              .formatted(backup, database, cluster));
    }
    return backup;
  }

  private Verifications verifications() {
    return new Verifications(catalog.store());
  }
}
