package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A database that is backed up.
 *
 * @param name 1 to 63 bytes in UTF-8
 * @param rpoHours how old its newest backup may be before people are told, 1 to 168 hours: the
 *     longest that a CloudWatch alarm looks back is a week (CloudWatch API Reference,
 *     "PutMetricAlarm", EvaluationPeriods)
 * @param schedules at least one
 */
public record BackedUpDatabase(String name, int rpoHours, List<BackupSchedule> schedules) {
  private static final int DEFAULT_RPO_HOURS = 26;
  private static final int MAX_RPO_HOURS = 168;
  private static final int MINUTES = 60;

  /** Takes a copy of the schedules. */
  public BackedUpDatabase {
    schedules = List.copyOf(schedules);
  }

  /**
   * Reads a database. Its promise is 26 hours where none is set: a day, and two hours for a backup
   * that takes longer than the day before.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  static BackedUpDatabase from(String name, ContextObject database) {
    BackedUpCluster.checkName(database.path(), name);
    database.refuseOthersThan(Set.of("rpoHours", "schedules"));
    var hours = database.wholeNumber("rpoHours").orElse(DEFAULT_RPO_HOURS);
    ContextObject.checkRange(database.path() + ".rpoHours", hours, 1, MAX_RPO_HOURS, "hours");
    var schedules = schedules(database.object("schedules"));
    checkPromise(database.path(), hours, schedules);
    return new BackedUpDatabase(name, hours, schedules);
  }

  private static List<BackupSchedule> schedules(ContextObject schedules) {
    var read = new ArrayList<BackupSchedule>();
    for (var name : schedules.keys()) {
      var schedule = BackupSchedule.from(name, schedules.object(name));
      for (var other : read) {
        if (schedule.coincidesWith(other)) {
          throw ContextObject.refused(
              ("%s.%s.expression is '%s', as that of '%s' is; a database is backed up once at a time,"
                      + " so keep the schedule of the higher tier alone.")
                  .formatted(schedules.path(), name, schedule.expression().value(), other.name()));
        }
      }
      read.add(schedule);
    }
    if (read.isEmpty()) {
      throw ContextObject.refused(
          "%s is empty; it must have at least one schedule, for example {\"nightly\":"
                  .formatted(schedules.path())
              + " {\"expression\": \"cron(0 2 * * ? *)\"}}.");
    }
    return read;
  }

  /** A promise that no schedule can keep would ring for ever. What cron keeps is not worked out. */
  private static void checkPromise(String path, int hours, List<BackupSchedule> schedules) {
    if (schedules.stream().allMatch(each -> each.expression().intervalMinutes().isPresent())) {
      var most =
          schedules.stream()
              .mapToLong(
                  each -> each.expression().intervalMinutes().orElseThrow() + each.windowMinutes())
              .min()
              .orElseThrow();
      if (most > (long) hours * MINUTES) {
        throw ContextObject.refused(
            "%s.rpoHours is %d; it must be at least %d, since that is how far apart its backups may be."
                .formatted(path, hours, Math.ceilDiv(most, MINUTES)));
      }
    }
  }
}
