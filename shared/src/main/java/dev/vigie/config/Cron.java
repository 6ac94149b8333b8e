package dev.vigie.config;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The times of a {@code cron(…)} as EventBridge Scheduler understands it (EventBridge Scheduler
 * User Guide, "Schedule types"): weeks begin on Sunday, which is 1; {@code L} is the last day of
 * the month or of the week, {@code 6L} the month's last Friday, {@code 15W} the weekday of the
 * month nearest to the 15th, {@code 6#3} the month's third Friday. A local time that a change of
 * the clock leaves out does not come on that day, and one that comes twice comes once, the first
 * time.
 */
final class Cron {
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet months;
  private final BitSet years;
  private final Predicate<LocalDate> days;

  /** Takes six fields that {@link CronField} takes, with {@code ?} in one of the two days. */
  Cron(List<String> fields) {
    minutes = CronField.MINUTE.numbers(fields.get(0));
    hours = CronField.HOUR.numbers(fields.get(1));
    months = CronField.MONTH.numbers(fields.get(3));
    years = CronField.YEAR.numbers(fields.get(5));
    days = fields.get(2).equals("?") ? daysOfWeek(fields.get(4)) : daysOfMonth(fields.get(2));
  }

  /** The times of one local day, in order. */
  NavigableSet<Instant> timesOf(LocalDate day, ZoneId zone) {
    NavigableSet<Instant> times = new TreeSet<>();
    if (!years.get(day.getYear()) || !months.get(day.getMonthValue()) || !days.test(day)) {
      return times;
    }
    for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
      for (int minute = minutes.nextSetBit(0);
          minute >= 0;
          minute = minutes.nextSetBit(minute + 1)) {
        LocalDateTime local = day.atTime(hour, minute);
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (!offsets.isEmpty()) {
          times.add(local.toInstant(offsets.getFirst()));
        }
      }
    }
    return times;
  }

  /** Whether any day of that month can have a time. */
  boolean mayBeIn(LocalDate month) {
    return years.get(month.getYear()) && months.get(month.getMonthValue());
  }

  private static Predicate<LocalDate> daysOfMonth(String field) {
    if (!CronField.DAY_OF_MONTH.isSpecial(field)) {
      BitSet numbers = CronField.DAY_OF_MONTH.numbers(field);
      return day -> numbers.get(day.getDayOfMonth());
    }
    return switch (field) {
      case "L" -> day -> day.getDayOfMonth() == day.lengthOfMonth();
      case "LW" -> day -> day.equals(weekdayNear(day, day.lengthOfMonth()));
      default -> {
        int wanted = Integer.parseInt(field.substring(0, field.length() - 1));
        yield day -> wanted <= day.lengthOfMonth() && day.equals(weekdayNear(day, wanted));
      }
    };
  }

  /** Never in another month, so the 1st on a Saturday is moved to Monday the 3rd. */
  private static LocalDate weekdayNear(LocalDate month, int dayOfMonth) {
    LocalDate day = month.withDayOfMonth(dayOfMonth);
    if (day.getDayOfWeek() == DayOfWeek.SATURDAY) {
      return dayOfMonth == 1 ? day.plusDays(2) : day.minusDays(1);
    }
    if (day.getDayOfWeek() == DayOfWeek.SUNDAY) {
      return dayOfMonth == day.lengthOfMonth() ? day.minusDays(2) : day.plusDays(1);
    }
    return day;
  }

  private static Predicate<LocalDate> daysOfWeek(String field) {
    if (!CronField.DAY_OF_WEEK.isSpecial(field)) {
      BitSet numbers = CronField.DAY_OF_WEEK.numbers(field);
      return day -> numbers.get(number(day.getDayOfWeek()));
    }
    if (field.equals("L")) {
      return day -> day.getDayOfWeek() == DayOfWeek.SATURDAY;
    }
    if (field.endsWith("L")) {
      DayOfWeek last = dayOfWeek(field.substring(0, field.length() - 1));
      return day -> day.equals(day.with(TemporalAdjusters.lastInMonth(last)));
    }
    String[] parts = field.split("#", -1);
    DayOfWeek wanted = dayOfWeek(parts[0]);
    int ordinal = Integer.parseInt(parts[1]);
    // A fifth that the month lacks would be one of the next month, which is not this day.
    return day -> day.equals(day.with(TemporalAdjusters.dayOfWeekInMonth(ordinal, wanted)));
  }

  /** EventBridge's number of the day: Sunday is 1. */
  private static int number(DayOfWeek day) {
    return day.getValue() % 7 + 1;
  }

  private static DayOfWeek dayOfWeek(String text) {
    return DayOfWeek.SATURDAY.plus(CronField.DAY_OF_WEEK.number(text));
  }
}
