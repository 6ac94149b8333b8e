package dev.vigie.drill;

import dev.vigie.catalog.Verifications;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was measured of a database's recovery: how much would be lost now (RPO, by the backups that
 * were verified) and how long a restore takes (RTO, by the drills).
 *
 * @param cluster whose database
 * @param database which one
 * @param newestVerified the newest backup that was verified and is there; empty if none is
 * @param age how old that is: what would be lost now
 * @param largestGap between two verified backups that follow each other, among the newest {@value
 *     #LOOKED_AT}, and from the newest to now: what would have been lost at the worst moment
 * @param restore how long the restore of the newest drill took
 * @param before how long it took in the middle one of those before; the trend is between the two
 */
public record Objectives(
    String cluster,
    String database,
    Optional<OperationId> newestVerified,
    Optional<Duration> age,
    Optional<Duration> largestGap,
    Optional<Duration> restore,
    Optional<Duration> before) {
  private static final int LOOKED_AT = 30;

  /** Drills of about two months, if there is one each week. */
  private static final int DRILLS = 8;

  /** What was measured until now. */
  public static Objectives of(ObjectStore store, String cluster, String database, Instant now) {
    Verifications verifications = new Verifications(store);
    Optional<OperationId> newest = verifications.newest(cluster, database);
    List<Instant> times =
        verifications.of(cluster, database).stream()
            .limit(LOOKED_AT)
            .map(OperationId::time)
            .toList();
    List<Duration> restores =
        new DrillLog(store)
            .proved(cluster, database, DRILLS).stream().map(DrillReport::restoreTime).toList();
    List<Duration> earlier = restores.stream().skip(1).sorted().toList();
    return new Objectives(
        cluster,
        database,
        newest,
        newest.map(id -> Duration.between(id.time(), now)),
        largestGap(times, now),
        restores.stream().findFirst(),
        earlier.isEmpty() ? Optional.empty() : Optional.of(earlier.get(earlier.size() / 2)));
  }

  /**
   * The largest gap.
   *
   * @param times newest first
   */
  static Optional<Duration> largestGap(List<Instant> times, Instant now) {
    Optional<Duration> largest = Optional.empty();
    Instant later = now;
    for (Instant time : times) {
      Duration gap = Duration.between(time, later);
      if (largest.isEmpty() || largest.get().compareTo(gap) < 0) {
        largest = Optional.of(gap);
      }
      later = time;
    }
    return largest;
  }
}
