package dev.vigie.catalog;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * The backups in the bucket, read from the bucket alone. Thread-safe.
 *
 * @param store the bucket
 */
public record Catalog(ObjectStore store) {
  /** Manifests read at once: their time is the network's, not the processor's. */
  private static final int READERS = 8;

  /** The clusters that have backups, by their own names. */
  public List<String> clusters() {
    return names(BucketLayout.BACKUPS);
  }

  /** The cluster's databases that have backups, by their own names. */
  public List<String> databases(String cluster) {
    return names(BucketLayout.cluster(cluster));
  }

  /**
   * The newest backups of a database that can be read, newest first; {@link #entries} tells of the
   * others too.
   *
   * @param limit at most so many, 1 or more
   */
  public List<Manifest> backups(String cluster, String database, int limit) {
    return newest(cluster, database, limit, entry -> entry.backup().isPresent()).stream()
        .flatMap(entry -> entry.backup().stream())
        .toList();
  }

  /**
   * The newest backups of a database, newest first, with those whose manifest is damaged. A folder
   * without a manifest is no backup; one whose name is no id is none of Vigie's, and passed over.
   *
   * @param limit at most so many, 1 or more
   */
  public List<CatalogEntry> entries(String cluster, String database, int limit) {
    return newest(cluster, database, limit, _ -> true);
  }

  private List<CatalogEntry> newest(
      String cluster, String database, int limit, Predicate<CatalogEntry> wanted) {
    List<OperationId> ids =
        store.listFolders(BucketLayout.database(cluster, database)).stream()
            .filter(OperationId::isId)
            .map(OperationId::new)
            .sorted(Comparator.reverseOrder())
            .toList();
    List<CatalogEntry> found = new ArrayList<>();
    int from = 0;
    while (from < ids.size() && found.size() < limit) {
      // Mostly the newest are all sound: no more are read than are wanted, until one is not.
      int wish = from == 0 ? Math.min(limit, READERS) : READERS;
      List<OperationId> some = ids.subList(from, Math.min(ids.size(), from + wish));
      read(cluster, database, some).stream().filter(wanted).forEach(found::add);
      from += some.size();
    }
    return List.copyOf(found.subList(0, Math.min(found.size(), limit)));
  }

  /** Folders that stand for no name are none of Vigie's. */
  private List<String> names(String prefix) {
    return store.listFolders(prefix).stream()
        .filter(KeyName::isSegment)
        .map(KeyName::decode)
        .toList();
  }

  /** The backup, if its manifest is there. */
  public Optional<Manifest> find(String cluster, String database, OperationId backupId) {
    String key = BucketLayout.manifest(cluster, database, backupId.value());
    try {
      return Optional.of(read(key));
    } catch (VigieException e) {
      if (e.code() == ErrorCode.OBJECT_UNKNOWN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The backup of this id, wherever it stands.
   *
   * @throws VigieException {@code BACKUP_UNKNOWN} if there is none
   */
  public Manifest require(OperationId backupId) {
    for (String cluster : clusters()) {
      for (String database : databases(cluster)) {
        Optional<Manifest> found = find(cluster, database, backupId);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new VigieException(
        ErrorCode.BACKUP_UNKNOWN, "the bucket " + store.bucket() + " holds no backup " + backupId);
  }

  /**
   * The newest backup of a database. An older one never takes the place of a newest that is
   * damaged: whoever restores must know that it is not the newest, and name it.
   *
   * @throws VigieException {@code BACKUP_UNKNOWN} if there is none, {@code MANIFEST_INVALID} if the
   *     newest one's manifest is damaged; the hint names the newest that is not
   */
  public Manifest latest(String cluster, String database) {
    return switch (entries(cluster, database, 1).stream().findFirst().orElse(null)) {
      case CatalogEntry.Sound sound -> sound.manifest();
      case CatalogEntry.Damaged damaged -> throw newestIsDamaged(damaged);
      case null ->
          throw new VigieException(
              ErrorCode.BACKUP_UNKNOWN,
              "the bucket %s holds no backup of database \"%s\" of cluster \"%s\""
                  .formatted(store.bucket(), database, cluster));
    };
  }

  /**
   * The newest backup of a database that was taken at that time or before. As with the latest, an
   * older one never takes the place of one that is damaged.
   *
   * @throws VigieException {@code BACKUP_UNKNOWN} if there is none, {@code MANIFEST_INVALID} if its
   *     manifest is damaged
   */
  public Manifest at(String cluster, String database, Instant time) {
    // A backup is taken after the time that its id tells.
    String behind = OperationId.firstOf(time.plusSeconds(1));
    return store.listFolders(BucketLayout.database(cluster, database)).stream()
        .filter(id -> OperationId.isId(id) && id.compareTo(behind) < 0)
        .map(OperationId::new)
        .sorted(Comparator.reverseOrder())
        .flatMap(id -> find(cluster, database, id).stream())
        .filter(manifest -> !manifest.startedAt().isAfter(time))
        .findFirst()
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.BACKUP_UNKNOWN,
                    "the bucket %s holds no backup of database \"%s\" of cluster \"%s\" of %s or before"
                        .formatted(store.bucket(), database, cluster, time)));
  }

  private VigieException newestIsDamaged(CatalogEntry.Damaged damaged) {
    String hint =
        backups(damaged.cluster(), damaged.database(), 1).stream()
            .findFirst()
            .map(backup -> "The newest backup that can be read is " + backup.backupId() + ".")
            .orElse("No other backup of this database can be read.");
    return new VigieException(
        ErrorCode.MANIFEST_INVALID,
        "the newest backup cannot be read: " + damaged.failure().getMessage(),
        hint,
        damaged.failure());
  }

  /**
   * The manifest under this key.
   *
   * @throws VigieException {@code MANIFEST_INVALID} if it does not belong there, or cannot be read
   */
  public Manifest read(String key) {
    Manifest manifest = new JsonDocuments(store).get(key, Manifest.class);
    if (!manifest.key().equals(key)) {
      throw new VigieException(
          ErrorCode.MANIFEST_INVALID,
          "the manifest under " + key + " says that it belongs under " + manifest.key());
    }
    for (Manifest.Archive archive : manifest.archives()) {
      if (!archive.object().key().equals(manifest.key(archive.name()))) {
        throw new VigieException(
            ErrorCode.MANIFEST_INVALID,
            "the manifest under " + key + " names an object of another place");
      }
    }
    return manifest;
  }

  private Optional<CatalogEntry> entry(String cluster, String database, OperationId id) {
    try {
      return find(cluster, database, id).map(CatalogEntry.Sound::new);
    } catch (VigieException e) {
      if (e.code() != ErrorCode.MANIFEST_INVALID) {
        throw e;
      }
      return Optional.of(new CatalogEntry.Damaged(id, cluster, database, e));
    }
  }

  private List<CatalogEntry> read(String cluster, String database, List<OperationId> ids) {
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<CatalogEntry>>> reads =
          ids.stream().map(id -> readers.submit(() -> entry(cluster, database, id))).toList();
      List<CatalogEntry> found = new ArrayList<>();
      for (Future<Optional<CatalogEntry>> read : reads) {
        read.get().ifPresent(found::add);
      }
      return found;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof VigieException failure) {
        throw failure;
      }
      throw new VigieException(ErrorCode.INTERNAL, "the catalog could not be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while reading the catalog", e);
    }
  }
}
