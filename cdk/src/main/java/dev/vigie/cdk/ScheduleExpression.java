package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a recurring schedule fires: {@code rate(value unit)} or {@code cron(fields)}, as the
 * EventBridge Scheduler User Guide, "Schedule types", describes them. Checked field by field,
 * because CloudFormation finds a wrong one only after it has begun to deploy.
 *
 * @param value the expression
 */
record ScheduleExpression(String value) {
  private static final Pattern RATE =
      Pattern.compile("rate\\(([1-9][0-9]{0,4}) (minute|hour|day)(s?)\\)");
  private static final Pattern CRON = Pattern.compile("cron\\(([^()]*)\\)");
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
  private static final String EXAMPLE = ", for example cron(0 2 * * ? *).";

  private static final List<Field> FIELDS =
      List.of(
          new Field("minute", 0, 59, List.of(), ""),
          new Field("hour", 0, 23, List.of(), ""),
          new Field("day of month", 1, 31, List.of(), "\\?|L|LW|(?:[1-9]|[12][0-9]|3[01])W"),
          new Field("month", 1, 12, MONTHS, ""),
          new Field("day of week", 1, 7, DAYS, "\\?|(?:[1-7]|[A-Z]{3})?L|(?:[1-7]|[A-Z]{3})#[1-5]"),
          new Field("year", 1970, 2199, List.of(), ""));

  /**
   * One field of cron.
   *
   * @param names what stands for the numbers from {@code least} on; empty if nothing does
   * @param special a pattern of what else it takes
   */
  private record Field(String name, int least, int most, List<String> names, String special) {
    boolean takes(String text) {
      if (text.matches(special)) {
        return text.chars().filter(Character::isLetter).count() < 3
            || names.contains(text.substring(0, 3));
      }
      return List.of(text.split(",", -1)).stream().allMatch(this::takesPart);
    }

    private boolean takesPart(String part) {
      String[] step = part.split("/", -1);
      boolean stepped = step.length == 1 || (step.length == 2 && step[1].matches("[1-9][0-9]?"));
      if (!stepped || step[0].equals("*")) {
        return stepped;
      }
      List<Integer> bounds = new ArrayList<>();
      for (String bound : step[0].split("-", -1)) {
        bounds.add(number(bound));
      }
      return bounds.size() <= 2
          && bounds.stream().allMatch(bound -> bound >= least && bound <= most)
          && bounds.getFirst() <= bounds.getLast();
    }

    private int number(String bound) {
      int named = names.indexOf(bound);
      if (named >= 0) {
        return least + named;
      }
      return bound.matches("[0-9]{1,4}") ? Integer.parseInt(bound) : -1;
    }
  }

  /**
   * Reads an expression.
   *
   * @param key the setting that holds it, for the message
   * @throws VigieException {@code SETTING_INVALID}
   */
  static ScheduleExpression parse(String key, String value) {
    Matcher cron = CRON.matcher(value);
    if (cron.matches()) {
      checkCron(key, value, cron.group(1).split(" ", -1));
    } else if (!isRate(RATE.matcher(value))) {
      throw wrong(key, value, "rate(<number> minutes|hours|days), singular after 1, or cron(…)");
    }
    return new ScheduleExpression(value);
  }

  /** Minutes from one firing to the next; empty for cron, whose intervals differ. */
  OptionalLong intervalMinutes() {
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

  private static boolean isRate(Matcher rate) {
    return rate.matches() && rate.group(1).equals("1") == rate.group(3).isEmpty();
  }

  private static void checkCron(String key, String value, String[] fields) {
    if (fields.length != FIELDS.size()) {
      throw wrong(
          key, value, "cron(minutes hours day-of-month month day-of-week year), six fields");
    }
    for (int i = 0; i < fields.length; i++) {
      Field field = FIELDS.get(i);
      if (!field.takes(fields[i])) {
        throw wrong(
            key,
            value,
            "cron(…) whose %s is %d to %d".formatted(field.name, field.least, field.most));
      }
    }
    if (fields[2].equals("?") == fields[4].equals("?")) {
      throw wrong(key, value, "cron(…) with ? in one of day of month and day of week");
    }
  }

  private static VigieException wrong(String key, String value, String right) {
    return ContextObject.refused(
        "%s is '%s'; it must be %s%s".formatted(key, value, right, EXAMPLE));
  }
}
