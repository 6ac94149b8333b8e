package dev.vigie.catalog;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which backups were proved. Thread-safe.
 *
 * @param store the bucket
 */
public record Verifications(ObjectStore store) {
  /** A backup each hour for eleven years. */
  private static final int MOST = 100_000;

  /**
   * The backups of a database that were proved, newest first: by one listing, whatever their
   * number. The oldest may have expired since.
   */
  public List<OperationId> of(String cluster, String database) {
    return behind(cluster, database, "");
  }

  /** Those of backups that are newer than this one, newest first. */
  public List<OperationId> of(String cluster, String database, OperationId after) {
    return behind(cluster, database, BucketLayout.verified(cluster, database, after.value()));
  }

  private List<OperationId> behind(String cluster, String database, String after) {
    String prefix = BucketLayout.verified(cluster, database);
    return store.list(prefix, after, MOST).stream()
        .flatMap(object -> BucketLayout.documentIdOf(prefix, object.key()).stream())
        .filter(OperationId::isId)
        .map(OperationId::new)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /** The newest backup of a database that was proved and is still there. */
  public Optional<OperationId> newest(String cluster, String database) {
    return of(cluster, database).stream().filter(id -> isThere(cluster, database, id)).findFirst();
  }

  private boolean isThere(String cluster, String database, OperationId id) {
    return store.head(BucketLayout.manifest(cluster, database, id.value())).isPresent();
  }

  /** The proof of a backup, if it was proved. */
  public Optional<Verification> find(Manifest manifest) {
    try {
      return Optional.of(new JsonDocuments(store).get(key(manifest), Verification.class));
    } catch (VigieException e) {
      if (e.code() == ErrorCode.OBJECT_UNKNOWN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Notes the proof; one that was noted before stays. */
  public void note(Manifest manifest, Verification verification) {
    try {
      new JsonDocuments(store).put(key(manifest), verification, Map.of(), WriteCondition.IF_ABSENT);
    } catch (VigieException e) {
      if (e.code() != ErrorCode.OBJECT_EXISTS) {
        throw e;
      }
    }
  }

  private static String key(Manifest manifest) {
    return BucketLayout.verified(
        manifest.cluster(), manifest.database().name(), manifest.backupId().value());
  }
}
