package dev.vigie.backup;

import dev.vigie.config.FleetSettings.Schedule;
import dev.vigie.config.Tier;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Collections;
import java.util.Comparator;

/**
 * How long a backup is kept: the highest of its schedule's tiers that it qualifies for. A backup is
 * weekly if it is its schedule's first of a week, monthly if the first of a month, yearly if the
 * first of a year, each in the schedule's time zone; weeks begin on Sunday, as cron's do. So of a
 * schedule that fires hourly one backup a week is kept for long, and of one that does not fire on
 * Sundays, too. The lowest of the tiers is every backup's.
 */
public final class TierPolicy {
  private TierPolicy() {}

  /**
   * The tier of the schedule's backup.
   *
   * @param time one of the schedule's times
   */
  public static Tier of(Schedule schedule, Instant time) {
    return schedule.tiers().stream()
        .filter(tier -> isFirst(tier, schedule, time))
        .max(Comparator.naturalOrder())
        .orElseGet(() -> Collections.min(schedule.tiers()));
  }

  private static boolean isFirst(Tier tier, Schedule schedule, Instant time) {
    Instant start =
        startOf(tier, LocalDate.ofInstant(time, schedule.zone()))
            .atStartOfDay(schedule.zone())
            .toInstant();
    return schedule
        .expression()
        .lastUntil(time.minusNanos(1), schedule.zone())
        .filter(before -> !before.isBefore(start))
        .isEmpty();
  }

  private static LocalDate startOf(Tier tier, LocalDate day) {
    return switch (tier) {
      case DAILY -> day;
      case WEEKLY -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
      case MONTHLY -> day.withDayOfMonth(1);
      case YEARLY -> day.withDayOfYear(1);
    };
  }
}
