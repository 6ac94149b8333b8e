package dev.vigie.probe;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Verifications;
import dev.vigie.config.Thresholds;
import dev.vigie.drill.DrillLog;
import dev.vigie.drill.RestoreEstimate;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import dev.vigie.transfer.StoredArchive;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gathers what the bucket says of one database's backups. Manifests are read one after the other
 * and let go, so that 15 of 5,000 tables each take the memory of one. Thread-safe.
 *
 * @param store the bucket
 * @param limits how many backups are compared, and from where on they differ
 */
record BackupLook(ObjectStore store, Thresholds.Drift limits) {
  /** Objects of one backup that are listed; more archives it cannot well have. */
  private static final int MOST_OBJECTS = 20_000;

  /** Backups that are tried for one whose manifest is there and can be read. */
  private static final int TRIED = 20;

  private static final int NAMED = 3;

  /**
   * What the bucket says.
   *
   * @param known what was found at the last look
   */
  BackupFacts at(String cluster, String database, Optional<BackupFacts> known, Instant now) {
    List<OperationId> ids =
        store.listFolders(BucketLayout.database(cluster, database)).stream()
            .filter(OperationId::isId)
            .map(OperationId::new)
            .sorted(Comparator.reverseOrder())
            .toList();
    List<String> damage = new ArrayList<>();
    Optional<Manifest> newest = newest(cluster, database, ids, damage);
    newest.ifPresent(manifest -> damage.addAll(damage(manifest)));
    return new BackupFacts(
        cluster,
        database,
        now,
        newest.map(Manifest::backupId),
        newest.map(Manifest::startedAt),
        ids.isEmpty() ? Optional.empty() : Optional.of(ids.getLast().time()),
        damage,
        new Verifications(store).newest(cluster, database).map(OperationId::time),
        newest.flatMap(manifest -> RestoreEstimate.of(new DrillLog(store), manifest)),
        newest.map(manifest -> drift(manifest, ids, known)).orElse(List.of()));
  }

  /** The newest that can be read; newer ones that cannot are damage. */
  private Optional<Manifest> newest(
      String cluster, String database, List<OperationId> ids, List<String> damage) {
    for (OperationId id : ids.subList(0, Math.min(TRIED, ids.size()))) {
      try {
        Optional<Manifest> manifest = new Catalog(store).find(cluster, database, id);
        if (manifest.isPresent()) {
          return manifest;
        }
      } catch (VigieException e) {
        if (e.code() != ErrorCode.MANIFEST_INVALID) {
          throw e;
        }
        damage.add("the manifest of " + id + " cannot be read");
      }
    }
    return Optional.empty();
  }

  /** What a listing says against the manifest. It tells no versions; a drill reads the objects. */
  private List<String> damage(Manifest manifest) {
    String folder =
        BucketLayout.backupObject(
            manifest.cluster(), manifest.database().name(), manifest.backupId().value(), "");
    Map<String, StoredObject> there =
        store.list(folder, "", MOST_OBJECTS).stream()
            .collect(Collectors.toMap(StoredObject::key, Function.identity()));
    List<String> wrong =
        manifest.archives().stream()
            .flatMap(
                archive -> wrong(archive, Optional.ofNullable(there.get(archive.object().key()))))
            .toList();
    return wrong.size() <= NAMED
        ? wrong
        : List.of(
            "%d of %d objects of %s are gone or are others; %s"
                .formatted(
                    wrong.size(),
                    manifest.archives().size(),
                    manifest.backupId(),
                    wrong.getFirst()));
  }

  private static Stream<String> wrong(Manifest.Archive archive, Optional<StoredObject> found) {
    StoredArchive wanted = archive.object();
    if (found.isEmpty()) {
      return Stream.of(wanted.key() + " is not in the bucket");
    }
    if (found.get().size() != wanted.storedBytes()) {
      return Stream.of(
          "%s has %d bytes and should have %d"
              .formatted(wanted.key(), found.get().size(), wanted.storedBytes()));
    }
    return found.get().etag().equals(wanted.etag())
        ? Stream.empty()
        : Stream.of(wanted.key() + " is another object than the one stored");
  }

  /** A backup never changes, so that what was found of it once is so still. */
  private List<String> drift(Manifest newest, List<OperationId> ids, Optional<BackupFacts> known) {
    if (known.filter(facts -> facts.newest().equals(Optional.of(newest.backupId()))).isPresent()) {
      return known.get().drift();
    }
    List<BackupContents> earlier = new ArrayList<>();
    for (OperationId id : ids) {
      if (id.compareTo(newest.backupId()) < 0 && earlier.size() < limits.backups()) {
        contents(newest, id).ifPresent(earlier::add);
      }
    }
    return new Drift(limits).of(BackupContents.of(newest), earlier);
  }

  /**
   * One that cannot be read is not compared with; that it cannot was told when it was the newest.
   */
  private Optional<BackupContents> contents(Manifest newest, OperationId id) {
    try {
      return new Catalog(store)
          .find(newest.cluster(), newest.database().name(), id)
          .map(BackupContents::of);
    } catch (VigieException e) {
      if (e.code() != ErrorCode.MANIFEST_INVALID) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
