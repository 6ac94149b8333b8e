package dev.vigie.drill;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.drill.DrillReport.Result;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The reports of drills in the bucket. Thread-safe.
 *
 * @param store the bucket
 */
public record DrillLog(ObjectStore store) {
  private static final int MOST = 100_000;

  /**
   * The newest drills of a database that proved a backup, newest first. A report that is damaged
   * proves nothing, and is passed over.
   *
   * @param limit at most so many of the newest drills are looked at, 1 or more
   */
  public List<DrillReport> proved(String cluster, String database, int limit) {
    String prefix = BucketLayout.drills(cluster, database);
    return store.list(prefix, "", MOST).stream()
        .flatMap(object -> BucketLayout.documentIdOf(prefix, object.key()).stream())
        .filter(OperationId::isId)
        .sorted(Comparator.reverseOrder())
        .limit(limit)
        .flatMap(id -> read(prefix + id + ".json").stream())
        .filter(report -> report.result() == Result.PROVED && report.compared().isPresent())
        .toList();
  }

  private Optional<DrillReport> read(String key) {
    try {
      return Optional.of(new JsonDocuments(store).get(key, DrillReport.class));
    } catch (VigieException e) {
      if (e.code().category() == ErrorCategory.INTEGRITY) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
