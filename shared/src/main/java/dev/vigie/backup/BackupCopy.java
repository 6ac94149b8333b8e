package dev.vigie.backup;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Archive;
import dev.vigie.error.VigieException;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import dev.vigie.transfer.ObjectCopy;
import dev.vigie.transfer.PartBuffers;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StoredArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A second copy of a backup in another bucket, of another account or region say, from which it can
 * be restored when the first is gone. Every object is copied and read back there, and only then the
 * manifest is written: so there, too, a backup exists only when it is whole. What an earlier copy
 * left unfinished is gone on with.
 *
 * @param from where the backup is
 * @param to where its copy shall be
 * @param progress who hears how it goes
 */
public record BackupCopy(ObjectStore from, ObjectStore to, Progress progress) {

  /** The backups of a database that have no copy, newest first; unreadable ones are none. */
  public List<Manifest> lacking(String cluster, String database) {
    return new Catalog(from)
        .backups(cluster, database, Integer.MAX_VALUE).stream()
            .filter(manifest -> to.head(manifest.key()).isEmpty())
            .toList();
  }

  /**
   * Copies a backup, unless its copy is there.
   *
   * @return the copy's manifest: of the same backup, with the versions of the copied objects
   * @throws VigieException {@code CHECKSUM_MISMATCH} or another of {@link BackupVerification}'s if
   *     the backup is not whole, here or there; the copy has no manifest then
   */
  public Manifest copy(Manifest manifest) {
    manifest.requireAll();
    Optional<Manifest> there =
        new Catalog(to).find(manifest.cluster(), manifest.database().name(), manifest.backupId());
    if (there.isPresent()) {
      return there.get();
    }
    Map<String, String> tags = manifest.tier().tags();
    List<Archive> copied = new ArrayList<>();
    try (PartBuffers buffers = PartBuffers.forUploads(1)) {
      ObjectCopy copy = new ObjectCopy(from, to, buffers);
      for (Archive archive : manifest.archives()) {
        StoredArchive object = archive.object();
        copied.add(
            new Archive(
                archive.name(),
                copy.copy(
                    object,
                    tags,
                    bytes -> progress.advance(archive.name(), bytes, object.storedBytes()))));
      }
    }
    Manifest copyManifest = manifest.withArchives(copied);
    new BackupVerification(to, progress).verify(copyManifest);
    new JsonDocuments(to).put(copyManifest.key(), copyManifest, tags, WriteCondition.IF_ABSENT);
    return copyManifest;
  }
}
