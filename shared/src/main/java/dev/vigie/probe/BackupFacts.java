package dev.vigie.probe;

import dev.vigie.operation.OperationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the bucket says of a database's backups.
 *
 * @param cluster whose database
 * @param database which one
 * @param lookedAt when it was looked up
 * @param newest the newest backup whose manifest can be read; empty if there is none
 * @param takenAt when that was taken
 * @param oldest when the oldest backup that is there was asked for
 * @param damage what is wrong with the newest backup's objects, a sentence each
 * @param proved when the newest backup was taken that a drill or a restore proved
 * @param restore how long a restore of the newest takes by the drills
 * @param drift how its contents differ from those of the backups before, a sentence each
 */
public record BackupFacts(
    String cluster,
    String database,
    Instant lookedAt,
    Optional<OperationId> newest,
    Optional<Instant> takenAt,
    Optional<Instant> oldest,
    List<String> damage,
    Optional<Instant> proved,
    Optional<Duration> restore,
    List<String> drift) {
  /** Keeps copies. */
  public BackupFacts {
    damage = List.copyOf(damage);
    drift = List.copyOf(drift);
  }

  /** How findings call the database. */
  public String subject() {
    return cluster + "/" + database;
  }

  /** The same, as if they were looked up then. */
  BackupFacts lookedAt(Instant then) {
    return new BackupFacts(
        cluster, database, then, newest, takenAt, oldest, damage, proved, restore, drift);
  }
}
