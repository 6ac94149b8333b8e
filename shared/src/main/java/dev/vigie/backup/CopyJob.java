package dev.vigie.backup;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.storage.Buckets;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies what the second bucket lacks of a database's backups, newest first, since the newest is
 * what is wanted on a bad day.
 *
 * @param store where the backups are
 * @param buckets opens the second bucket
 * @param progress who hears how it goes
 */
public record CopyJob(ObjectStore store, Buckets buckets, Progress progress) {
  /**
   * Copies at most {@value Report.Copy#MOST}. One that is damaged keeps no other from being copied;
   * it fails the work in the end.
   *
   * @throws VigieException {@code BACKUP_UNKNOWN} if there is no backup, or as {@link
   *     BackupCopy#copy}
   */
  public Report.Copy run(Work.Copy work) {
    Manifest newest = new Catalog(store).latest(work.cluster(), work.database());
    try (ObjectStore second = buckets.open(work.bucket(), work.region())) {
      BackupCopy copy = new BackupCopy(store, second, progress);
      List<Manifest> copied = new ArrayList<>();
      Optional<VigieException> damage = Optional.empty();
      List<Manifest> lacking = copy.lacking(work.cluster(), work.database());
      for (Manifest manifest : lacking.subList(0, Math.min(Report.Copy.MOST, lacking.size()))) {
        try {
          copied.add(copy.copy(manifest));
        } catch (VigieException e) {
          if (e.code().category() != ErrorCategory.INTEGRITY) {
            throw e;
          }
          damage.ifPresent(e::addSuppressed);
          damage = Optional.of(e);
        }
      }
      if (damage.isPresent()) {
        throw damage.get();
      }
      return new Report.Copy(
          second.bucket(),
          newest.backupId(),
          copied.stream().map(Manifest::backupId).toList(),
          copied.stream().mapToLong(Manifest::storedBytes).sum());
    }
  }
}
