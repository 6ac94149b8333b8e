package dev.vigie.config;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * One of cron's six fields: which numbers it may hold, and what stands for them.
 *
 * @param name for messages
 * @param least the smallest number
 * @param most the largest
 * @param names what stands for the numbers from {@code least} on; empty if nothing does
 * @param special a pattern of what else it takes
 */
record CronField(String name, int least, int most, List<String> names, String special) {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  static final CronField MINUTE = new CronField("minute", 0, 59, List.of(), "");
  static final CronField HOUR = new CronField("hour", 0, 23, List.of(), "");
  static final CronField DAY_OF_MONTH =
      new CronField("day of month", 1, 31, List.of(), "\\?|L|LW|(?:[1-9]|[12][0-9]|3[01])W");
  static final CronField MONTH = new CronField("month", 1, 12, MONTHS, "");
  static final CronField DAY_OF_WEEK =
      new CronField("day of week", 1, 7, DAYS, "\\?|(?:[1-7]|[A-Z]{3})?L|(?:[1-7]|[A-Z]{3})#[1-5]");
  static final CronField YEAR = new CronField("year", 1970, 2199, List.of(), "");

  /** In the order in which an expression has them. */
  static final List<CronField> ALL = List.of(MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK, YEAR);

  /** Whether the text may stand in this field. */
  boolean takes(String text) {
    if (isSpecial(text)) {
      return text.chars().filter(Character::isLetter).count() < 3
          || names.contains(text.substring(0, 3));
    }
    return List.of(text.split(",", -1)).stream().allMatch(this::takesPart);
  }

  /** Whether the text stands for no list of numbers. */
  boolean isSpecial(String text) {
    return text.matches(special);
  }

  /** The numbers that a text stands for which this field takes, and which is not special. */
  BitSet numbers(String text) {
    BitSet numbers = new BitSet();
    for (String part : text.split(",", -1)) {
      String[] step = part.split("/", -1);
      List<Integer> bounds = step[0].equals("*") ? List.of(least, most) : bounds(step[0]);
      // A step behind a single number goes on to the largest.
      int last = step.length == 2 && bounds.size() == 1 ? most : bounds.getLast();
      int stride = step.length == 2 ? Integer.parseInt(step[1]) : 1;
      for (int number = bounds.getFirst(); number <= last; number += stride) {
        numbers.set(number);
      }
    }
    return numbers;
  }

  /** The number that a digit or a name stands for; -1 if it stands for none. */
  int number(String bound) {
    int named = names.indexOf(bound);
    if (named >= 0) {
      return least + named;
    }
    return bound.matches("[0-9]{1,4}") ? Integer.parseInt(bound) : -1;
  }

  private boolean takesPart(String part) {
    String[] step = part.split("/", -1);
    boolean stepped = step.length == 1 || (step.length == 2 && step[1].matches("[1-9][0-9]?"));
    if (!stepped || step[0].equals("*")) {
      return stepped;
    }
    List<Integer> bounds = bounds(step[0]);
    return bounds.size() <= 2
        && bounds.stream().allMatch(bound -> bound >= least && bound <= most)
        && bounds.getFirst() <= bounds.getLast();
  }

  private List<Integer> bounds(String range) {
    List<Integer> bounds = new ArrayList<>();
    for (String bound : range.split("-", -1)) {
      bounds.add(number(bound));
    }
    return bounds;
  }
}
