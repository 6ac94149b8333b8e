package dev.vigie.report;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Verifications;
import dev.vigie.drill.DrillLog;
import dev.vigie.drill.DrillReport;
import dev.vigie.operation.OperationId;
import dev.vigie.report.DatabaseStanding.Drilled;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a database's backups and drills have left in the bucket. The first look lists all of them;
 * each later one asks whether the newest are still there, and lists what came behind them: five
 * requests, however many backups there are. No manifest is opened. Not thread-safe.
 */
final class DatabaseTrail {
  /** Folders that are tried for one that has a manifest: what failed leaves one without. */
  private static final int TRIED = 50;

  /** Drills of about two months, if there is one each week. */
  private static final int DRILLS = 8;

  private static final int PAGE = 1_000;

  /** Behind every key of a folder, and before any other folder's: one more than the slash. */
  private static final char BEHIND = '/' + 1;

  private final ObjectStore store;
  private final String cluster;
  private final String database;
  private Found last =
      new Found(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * What was found.
   *
   * @param newest the newest backup that has a manifest
   * @param newestVerified the newest that was proved and is there
   * @param drill the last drill
   * @param restore what the last one that proved a backup measured
   */
  record Found(
      Optional<OperationId> newest,
      Optional<OperationId> newestVerified,
      Optional<Drilled> drill,
      Optional<Duration> restore) {}

  DatabaseTrail(ObjectStore store, String cluster, String database) {
    this.store = store;
    this.cluster = cluster;
    this.database = database;
  }

  /** Looks, and remembers what was found. */
  Found look() {
    Found drilled = drills();
    last = new Found(newest(), newestVerified(), drilled.drill(), drilled.restore());
    return last;
  }

  private Optional<OperationId> newest() {
    if (last.newest().filter(this::isThere).isEmpty()) {
      return store.listFolders(BucketLayout.database(cluster, database)).reversed().stream()
          .filter(OperationId::isId)
          .limit(TRIED)
          .map(OperationId::new)
          .filter(this::isThere)
          .findFirst();
    }
    return newer(last.newest().get()).or(last::newest);
  }

  /** A backup that is being made has objects and no manifest yet. */
  private Optional<OperationId> newer(OperationId known) {
    String folder = BucketLayout.database(cluster, database);
    String after = folder + known.value() + BEHIND;
    Optional<OperationId> found = Optional.empty();
    List<StoredObject> page;
    do {
      page = store.list(folder, after, PAGE);
      for (StoredObject object : page) {
        after = object.key();
        Optional<OperationId> whole =
            BucketLayout.backupIdOf(after).filter(OperationId::isId).map(OperationId::new);
        found = whole.isPresent() ? whole : found;
      }
    } while (page.size() == PAGE);
    return found;
  }

  private Optional<OperationId> newestVerified() {
    Verifications verifications = new Verifications(store);
    if (last.newestVerified().filter(this::isThere).isEmpty()) {
      return verifications.newest(cluster, database);
    }
    return verifications.of(cluster, database, last.newestVerified().get()).stream()
        .filter(this::isThere)
        .findFirst()
        .or(last::newestVerified);
  }

  private boolean isThere(OperationId id) {
    return store.head(BucketLayout.manifest(cluster, database, id.value())).isPresent();
  }

  /** A report is written once, so that what was read of the last one is so still. */
  private Found drills() {
    DrillLog log = new DrillLog(store);
    List<DrillReport> reports =
        log.ids(cluster, database, last.drill().map(Drilled::id)).stream()
            .limit(DRILLS)
            .flatMap(id -> log.find(cluster, database, id).stream())
            .toList();
    Optional<Drilled> newest =
        reports.stream()
            .findFirst()
            .map(
                report ->
                    new Drilled(
                        report.drillId(),
                        report.endedAt(),
                        report.result() == DrillReport.Result.PROVED));
    Optional<Duration> measured =
        reports.stream().filter(DrillLog::isMeasured).findFirst().map(DrillReport::restoreTime);
    return new Found(
        Optional.empty(), Optional.empty(), newest.or(last::drill), measured.or(last::restore));
  }
}
