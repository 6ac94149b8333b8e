package dev.vigie.drill;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.TierTags;
import dev.vigie.catalog.Verifications;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The legal hold on the newest verified backup of a database, by which no expiry can take the last
 * good one. A hold keeps S3 from deleting a version and not from putting a delete marker over it
 * (Amazon S3 User Guide, "Object Lock considerations"); so what is held loses the tag by which it
 * would expire, and gets it back when it is let go. It moves forward only: the newer is held before
 * the older is let go, so at every moment one is held. The manifest is held last and let go last,
 * so that it tells of them all. Safe to be done twice, at once, and again after it died.
 *
 * @param store the bucket; one that keeps no holds is left as it is
 */
record LatestHold(ObjectStore store) {
  private static final int MOST_OBJECTS = 100_000;

  /** Moves it to what is the newest now. */
  void move(String cluster, String database) {
    Verifications verifications = new Verifications(store);
    Optional<OperationId> held = Optional.empty();
    Optional<OperationId> newest = verifications.newest(cluster, database);
    // Another backup may have been verified meanwhile, whose own move found this one unheld.
    while (newest.isPresent() && !newest.equals(held) && hold(cluster, database, newest.get())) {
      held = newest;
      releaseOlder(cluster, database, newest.get());
      newest = verifications.newest(cluster, database);
    }
  }

  private boolean hold(String cluster, String database, OperationId id) {
    for (String key : manifestLast(cluster, database, id)) {
      if (!store.hold(key)) {
        return false;
      }
      retag(key, TierTags::held);
    }
    return true;
  }

  private void releaseOlder(String cluster, String database, OperationId newest) {
    for (OperationId id : new Verifications(store).of(cluster, database)) {
      String manifest = BucketLayout.manifest(cluster, database, id.value());
      boolean older = id.compareTo(newest) < 0;
      if (older && store.head(manifest).isPresent() && store.isHeld(manifest)) {
        for (String key : manifestLast(cluster, database, id)) {
          retag(key, TierTags::released);
          store.release(key);
        }
      }
    }
  }

  /** Unless that was done before. */
  private void retag(String key, UnaryOperator<Map<String, String>> change) {
    Map<String, String> tags = store.tags(key);
    Map<String, String> changed = change.apply(tags);
    if (!changed.equals(tags)) {
      store.tag(key, changed);
    }
  }

  private List<String> manifestLast(String cluster, String database, OperationId id) {
    String folder = BucketLayout.backupObject(cluster, database, id.value(), "");
    return store.list(folder, "", MOST_OBJECTS).stream()
        .map(StoredObject::key)
        .sorted((one, other) -> Boolean.compare(isManifest(one), isManifest(other)))
        .toList();
  }

  private static boolean isManifest(String key) {
    return BucketLayout.isManifest(key);
  }
}
