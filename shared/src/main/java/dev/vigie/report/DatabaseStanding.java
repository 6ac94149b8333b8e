package dev.vigie.report;

import dev.vigie.operation.OperationId;
import dev.vigie.probe.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a database's recovery stands now.
 *
 * @param cluster whose database
 * @param database which one
 * @param newest its newest backup
 * @param newestVerified the newest that was proved and is there
 * @param drill the last drill, whatever came of it
 * @param restore how long the restore took in the last drill that proved a backup: the measured RTO
 * @param rpo how old the newest backup may be; empty where nothing was promised, or nobody looks
 * @param rto how long a restore may take
 * @param late whether the newest backup is older than was promised, or there is none
 * @param slow whether a restore takes longer than was promised
 */
public record DatabaseStanding(
    String cluster,
    String database,
    Optional<OperationId> newest,
    Optional<OperationId> newestVerified,
    Optional<Drilled> drill,
    Optional<Duration> restore,
    Optional<Duration> rpo,
    Optional<Duration> rto,
    boolean late,
    boolean slow) {

  /**
   * A drill that has ended.
   *
   * @param id the operation
   * @param endedAt when
   * @param proved whether it proved a backup
   */
  public record Drilled(OperationId id, Instant endedAt, boolean proved) {}

  /** What was found, held against what was promised. */
  static DatabaseStanding of(
      DatabaseTrail.Found found,
      String cluster,
      String database,
      Optional<Promise> promise,
      Instant now) {
    Optional<Duration> rpo = promise.map(Promise::rpo);
    Optional<Duration> rto = promise.flatMap(Promise::rto);
    return new DatabaseStanding(
        cluster,
        database,
        found.newest(),
        found.newestVerified(),
        found.drill(),
        found.restore(),
        rpo,
        rto,
        rpo.filter(
                bound ->
                    found.newest().filter(id -> !id.time().plus(bound).isBefore(now)).isEmpty())
            .isPresent(),
        rto.flatMap(bound -> found.restore().filter(took -> took.compareTo(bound) > 0))
            .isPresent());
  }
}
