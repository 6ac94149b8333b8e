package dev.vigie.drill;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.drill.DrillReport.Result;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
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
    return ids(cluster, database, Optional.empty()).stream()
        .limit(limit)
        .flatMap(id -> find(cluster, database, id).stream())
        .filter(DrillLog::isMeasured)
        .toList();
  }

  /** Whether a drill proved a backup, and so measured how long its restore takes. */
  public static boolean isMeasured(DrillReport report) {
    return report.result() == Result.PROVED && report.compared().isPresent();
  }

  /**
   * The drills of a database that have reports, newest first.
   *
   * @param after only those behind this one
   */
  public List<OperationId> ids(String cluster, String database, Optional<OperationId> after) {
    String prefix = BucketLayout.drills(cluster, database);
    String behind = after.map(id -> BucketLayout.drill(cluster, database, id.value())).orElse("");
    return store.list(prefix, behind, MOST).stream()
        .flatMap(object -> BucketLayout.documentIdOf(prefix, object.key()).stream())
        .filter(OperationId::isId)
        .map(OperationId::new)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /** The report of a drill; empty if it is damaged, or has expired. */
  public Optional<DrillReport> find(String cluster, String database, OperationId id) {
    String key = BucketLayout.drill(cluster, database, id.value());
    try {
      return Optional.of(new JsonDocuments(store).get(key, DrillReport.class));
    } catch (VigieException e) {
      if (e.code() == ErrorCode.OBJECT_UNKNOWN || e.code().category() == ErrorCategory.INTEGRITY) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
