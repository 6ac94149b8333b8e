package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a recurring schedule fires: {@code rate(value unit)} or {@code cron(fields)}, as the
 * EventBridge Scheduler User Guide, "Schedule types", describes them. Checked field by field, so
 * that a wrong one is found before anything is deployed. A rate is counted from 1970-01-01T00:00Z,
 * so that it is known without knowing when the schedule was made.
 *
 * @param value the expression
 */
public record ScheduleExpression(@JsonValue String value) {
  private static final Pattern RATE =
      Pattern.compile("rate\\(([1-9][0-9]{0,4}) (minute|hour|day)(s?)\\)");
  private static final Pattern CRON = Pattern.compile("cron\\(([^()]*)\\)");
  private static final String EXAMPLE = ", for example cron(0 2 * * ? *).";

  /** Before the first and behind the last year that cron knows nothing is looked for. */
  private static final LocalDate FIRST_DAY = LocalDate.of(CronField.YEAR.least(), 1, 1);

  private static final LocalDate LAST_DAY = LocalDate.of(CronField.YEAR.most(), 12, 31);

  /** Refuses what is no expression, with {@code SETTING_INVALID}. */
  @JsonCreator
  public ScheduleExpression {
    check("a schedule's expression", value);
  }

  /**
   * Reads an expression.
   *
   * @param key the setting that holds it, for the message
   * @throws VigieException {@code SETTING_INVALID}
   */
  public static ScheduleExpression parse(String key, String value) {
    check(key, value);
    return new ScheduleExpression(value);
  }

  /** Minutes from one firing to the next; empty for cron, whose intervals differ. */
  public OptionalLong intervalMinutes() {
    Matcher rate = RATE.matcher(value);
    if (!rate.matches()) {
      return OptionalLong.empty();
    }
    long unit =
        switch (rate.group(2)) {
          case "minute" -> 1;
          case "hour" -> 60;
          default -> 24 * 60;
        };
    return OptionalLong.of(Long.parseLong(rate.group(1)) * unit);
  }

  /**
   * The times at which it fires, in order.
   *
   * @param after only later ones
   * @param until and none later than this
   * @param zone where cron is read; a rate is the same everywhere
   */
  public List<Instant> between(Instant after, Instant until, ZoneId zone) {
    if (!after.isBefore(until)) {
      return List.of();
    }
    OptionalLong minutes = intervalMinutes();
    return minutes.isPresent()
        ? multiples(Duration.ofMinutes(minutes.getAsLong()).toSeconds(), after, until)
        : times(after, until, zone);
  }

  /**
   * The last time, up to this one, at which it fired.
   *
   * @param zone as for {@link #between}
   */
  public Optional<Instant> lastUntil(Instant time, ZoneId zone) {
    OptionalLong minutes = intervalMinutes();
    if (minutes.isPresent()) {
      long seconds = Duration.ofMinutes(minutes.getAsLong()).toSeconds();
      return Optional.of(
          Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds));
    }
    Cron cron = cron();
    LocalDate day = LocalDate.ofInstant(time, zone);
    while (!day.isBefore(FIRST_DAY)) {
      if (cron.mayBeIn(day)) {
        Optional<Instant> last = Optional.ofNullable(cron.timesOf(day, zone).floor(time));
        if (last.isPresent()) {
          return last;
        }
        day = day.minusDays(1);
      } else {
        day = day.withDayOfMonth(1).minusDays(1);
      }
    }
    return Optional.empty();
  }

  private List<Instant> times(Instant after, Instant until, ZoneId zone) {
    Cron cron = cron();
    List<Instant> times = new ArrayList<>();
    LocalDate last = LocalDate.ofInstant(until, zone);
    for (LocalDate day = LocalDate.ofInstant(after, zone);
        !day.isAfter(last) && !day.isAfter(LAST_DAY);
        day = day.plusDays(1)) {
      if (cron.mayBeIn(day)) {
        times.addAll(cron.timesOf(day, zone).subSet(after, false, until, true));
      }
    }
    return times;
  }

  private static List<Instant> multiples(long seconds, Instant after, Instant until) {
    List<Instant> times = new ArrayList<>();
    long next = Math.floorDiv(after.getEpochSecond(), seconds) * seconds + seconds;
    for (long time = next; time <= until.getEpochSecond(); time += seconds) {
      times.add(Instant.ofEpochSecond(time));
    }
    return times;
  }

  private Cron cron() {
    return new Cron(fields(value));
  }

  private static List<String> fields(String value) {
    Matcher cron = CRON.matcher(value);
    return cron.matches() ? List.of(cron.group(1).split(" ", -1)) : List.of();
  }

  private static void check(String key, String value) {
    if (CRON.matcher(value).matches()) {
      checkCron(key, value, fields(value));
    } else if (!isRate(RATE.matcher(value))) {
      throw wrong(key, value, "rate(<number> minutes|hours|days), singular after 1, or cron(…)");
    }
  }

  private static boolean isRate(Matcher rate) {
    return rate.matches() && rate.group(1).equals("1") == rate.group(3).isEmpty();
  }

  private static void checkCron(String key, String value, List<String> fields) {
    if (fields.size() != CronField.ALL.size()) {
      throw wrong(
          key, value, "cron(minutes hours day-of-month month day-of-week year), six fields");
    }
    for (int i = 0; i < fields.size(); i++) {
      CronField field = CronField.ALL.get(i);
      if (!field.takes(fields.get(i))) {
        throw wrong(
            key,
            value,
            "cron(…) whose %s is %d to %d".formatted(field.name(), field.least(), field.most()));
      }
    }
    if (fields.get(2).equals("?") == fields.get(4).equals("?")) {
      throw wrong(key, value, "cron(…) with ? in one of day of month and day of week");
    }
  }

  private static VigieException wrong(String key, String value, String right) {
    return new VigieException(
        ErrorCode.SETTING_INVALID,
        "%s is '%s'; it must be %s%s".formatted(key, value, right, EXAMPLE));
  }
}
