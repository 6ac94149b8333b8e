package dev.vigie.backup;

import dev.vigie.config.FleetSettings;
import dev.vigie.config.FleetSettings.Schedule;
import dev.vigie.config.ScheduleExpression;
import dev.vigie.config.Spread;
import dev.vigie.operation.OperationId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the schedules of a fleet promise, and when each backup begins. A pure function of the
 * settings: whoever works it out, and however often, gets the same. Immutable.
 */
public final class BackupPlan {
  /**
   * How long after its beginning a backup that nobody asked for is taken for missed: longer than a
   * queue's message is tried, so that what is only late is not told.
   */
  public static final Duration GRACE = Duration.ofMinutes(30);

  /**
   * How far back it is made up for. What is older is behind its successor, or so rare that a person
   * should decide.
   */
  public static final Duration LOOK_BACK = Duration.ofDays(1);

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Reading, Duration> widest = new HashMap<>();

  /** The plan of these databases' schedules. */
  public BackupPlan(FleetSettings fleet) {
    for (FleetSettings.Cluster cluster : fleet.clusters()) {
      for (FleetSettings.Database database : cluster.databases()) {
        for (Schedule schedule : database.schedules()) {
          entries.add(Entry.of(cluster.name(), database.name(), schedule));
          widest.merge(Reading.of(schedule), schedule.window(), BackupPlan::longer);
        }
      }
    }
  }

  /** Where and when an expression is read: many schedules have both in common. */
  private record Reading(ScheduleExpression expression, ZoneId zone) {
    static Reading of(Schedule schedule) {
      return new Reading(schedule.expression(), schedule.zone());
    }
  }

  /**
   * One schedule of one database.
   *
   * @param delay its own moment of the window
   */
  private record Entry(
      String cluster, String database, Schedule schedule, Reading reading, Duration delay) {
    static Entry of(String cluster, String database, Schedule schedule) {
      return new Entry(
          cluster,
          database,
          schedule,
          Reading.of(schedule),
          Spread.within(schedule.window(), cluster, database, schedule.name()));
    }

    Instant begin(Instant time) {
      return time.plus(delay);
    }

    PlannedBackup at(Instant time) {
      return new PlannedBackup(
          cluster, database, schedule.name(), TierPolicy.of(schedule, time), time, begin(time));
    }
  }

  /**
   * The backups that begin in that time, in the order of their beginning.
   *
   * @param after only later ones
   * @param until and none later than this
   */
  public List<PlannedBackup> beginning(Instant after, Instant until) {
    Map<Reading, List<Instant>> times = times(after, until);
    List<PlannedBackup> found = new ArrayList<>();
    for (Entry entry : entries) {
      for (Instant time : times.getOrDefault(entry.reading(), List.of())) {
        Instant begin = entry.begin(time);
        if (begin.isAfter(after) && !begin.isAfter(until)) {
          found.add(entry.at(time));
        }
      }
    }
    return inOrder(found);
  }

  /**
   * The backups that should have begun, for which nobody asked, in the order of their beginning.
   * Only the newest of each schedule counts, since it stands for those before it.
   *
   * @param asked whether an operation was asked for
   */
  public List<PlannedBackup> missed(Instant now, Predicate<OperationId> asked) {
    Instant after = now.minus(LOOK_BACK);
    Instant until = now.minus(GRACE);
    Map<Reading, List<Instant>> times = times(after, until);
    List<PlannedBackup> missed = new ArrayList<>();
    for (Entry entry : entries) {
      times.getOrDefault(entry.reading(), List.of()).reversed().stream()
          .filter(time -> !entry.begin(time).isAfter(until))
          .findFirst()
          .filter(newest -> entry.begin(newest).isAfter(after))
          .map(entry::at)
          .filter(newest -> !asked.test(newest.id()))
          .ifPresent(missed::add);
    }
    return inOrder(missed);
  }

  /** When each expression fires that can have a backup begin in that time. */
  private Map<Reading, List<Instant>> times(Instant after, Instant until) {
    Map<Reading, List<Instant>> times = new HashMap<>();
    widest.forEach(
        (reading, window) ->
            times.put(
                reading, reading.expression().between(after.minus(window), until, reading.zone())));
    return times;
  }

  private static List<PlannedBackup> inOrder(List<PlannedBackup> backups) {
    return backups.stream().sorted(Comparator.comparing(PlannedBackup::begin)).toList();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
