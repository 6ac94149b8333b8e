package dev.vigie.catalog;

import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import java.util.Optional;

/**
 * What stands in the bucket under a backup's name: the backup, or a manifest that cannot be read.
 * Damage is told beside the backups and not instead of them: whoever needs one now needs the
 * others.
 */
public sealed interface CatalogEntry {
  /** The backup's id, from its key. */
  OperationId backupId();

  /** The backup, if its manifest can be read. */
  default Optional<Manifest> backup() {
    return this instanceof Sound sound ? Optional.of(sound.manifest()) : Optional.empty();
  }

  /**
   * A backup.
   *
   * @param manifest that commits it
   */
  record Sound(Manifest manifest) implements CatalogEntry {
    @Override
    public OperationId backupId() {
      return manifest.backupId();
    }
  }

  /**
   * A manifest that cannot be read, contradicts itself, or is of a form that only a newer program
   * knows. Nothing of it can be restored by this program; its archives may be whole.
   *
   * @param backupId from the key
   * @param cluster from the key
   * @param database from the key
   * @param failure {@code MANIFEST_INVALID}, saying what is wrong
   */
  record Damaged(OperationId backupId, String cluster, String database, VigieException failure)
      implements CatalogEntry {}
}
