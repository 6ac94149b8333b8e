package dev.vigie.retention;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.TierTags;
import dev.vigie.catalog.Verifications;
import dev.vigie.config.Tier;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The policy, and the bucket: what backups there are and how long each is kept, by the tags of its
 * manifest, and new tags where the policy keeps one for longer. Thread-safe.
 *
 * @param store the bucket
 */
public record Retention(ObjectStore store) {
  private static final int MOST_OBJECTS = 100_000;

  /** Tiers are decided without them; only when S3 acts is not known then. */
  private static final LifecycleRules UNKNOWN = new LifecycleRules(Map.of(), 1);

  /** What the policy says of each backup of a database, newest first. */
  public List<Decision> explain(String cluster, String database, LifecycleRules rules) {
    List<KeptBackup> backups = backups(cluster, database);
    return new RetentionPolicy(rules, promised(backups)).decide(backups);
  }

  /** Tags those backups of a database that the policy keeps for longer. Safe to be done again. */
  public List<Decision> promote(String cluster, String database) {
    List<Decision> promotions =
        explain(cluster, database, UNKNOWN).stream().filter(Decision::isPromotion).toList();
    for (Decision promotion : promotions) {
      String id = promotion.backup().id().value();
      String folder = BucketLayout.backupObject(cluster, database, id, "");
      for (StoredObject object : manifestLast(folder)) {
        store.tag(object.key(), TierTags.with(store.tags(object.key()), promotion.tier()));
      }
    }
    return promotions;
  }

  /** By the manifest's tag a promotion is known to be done. */
  private List<StoredObject> manifestLast(String folder) {
    return store.list(folder, "", MOST_OBJECTS).stream()
        .sorted(
            (one, other) ->
                Boolean.compare(
                    BucketLayout.isManifest(one.key()), BucketLayout.isManifest(other.key())))
        .toList();
  }

  /** One whose tags name no tier expires never, and is none of the policy's. */
  private List<KeptBackup> backups(String cluster, String database) {
    Set<OperationId> verified = new HashSet<>(new Verifications(store).of(cluster, database));
    List<KeptBackup> found = new ArrayList<>();
    for (String folder : store.listFolders(BucketLayout.database(cluster, database))) {
      if (!OperationId.isId(folder)) {
        continue;
      }
      OperationId id = new OperationId(folder);
      String key = BucketLayout.manifest(cluster, database, folder);
      Optional<StoredObject> manifest = store.head(key);
      if (manifest.isPresent()) {
        TierTags.tierOf(store.tags(key))
            .map(
                tier ->
                    new KeptBackup(
                        id, id.time(), manifest.get().modified(), tier, verified.contains(id)))
            .ifPresent(found::add);
      }
    }
    return found;
  }

  /** What a schedule promises is seen by what it made. */
  private static Set<Tier> promised(List<KeptBackup> backups) {
    Set<Tier> tiers = EnumSet.of(Tier.DAILY);
    backups.forEach(backup -> tiers.add(backup.tier()));
    return tiers;
  }
}
