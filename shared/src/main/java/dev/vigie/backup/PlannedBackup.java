package dev.vigie.backup;

import dev.vigie.config.Tier;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Requester;
import java.time.Instant;

/**
 * A backup that a schedule promises.
 *
 * @param cluster whose database
 * @param database which one
 * @param schedule the schedule's name
 * @param tier how long it is kept
 * @param time the schedule's time, by which everybody knows this backup
 * @param begin when it is to begin: that time, or a moment of the database's own in the schedule's
 *     window behind it
 */
public record PlannedBackup(
    String cluster, String database, String schedule, Tier tier, Instant time, Instant begin) {

  /** Who asks for a schedule's backups, and by which word they are told apart. */
  public static String requester(String schedule) {
    return "schedule " + schedule;
  }

  /** The order of it: the same, whoever finds that it is due, and however often. */
  public BackupStarter.Order order() {
    String name = requester(schedule);
    return new BackupStarter.Order(cluster, database, tier, new Requester(time, name, name));
  }

  /** The operation that it is, or will be. */
  public OperationId id() {
    return order().id();
  }
}
