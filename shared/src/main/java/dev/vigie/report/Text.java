package dev.vigie.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** Figures and tables for people. */
public final class Text {
  /** Stands in a table where there is nothing to say. */
  static final String NONE = "-";

  private static final long KIB = 1024;
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};

  private static final Set<Integer> HIDDEN =
      Set.of(
          (int) Character.CONTROL,
          (int) Character.FORMAT,
          (int) Character.SURROGATE,
          (int) Character.LINE_SEPARATOR,
          (int) Character.PARAGRAPH_SEPARATOR);

  private Text() {}

  /** Bytes in binary units with three figures, for example {@code 1.25 GiB}. */
  public static String bytes(long bytes) {
    if (bytes < KIB) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= KIB && unit < UNITS.length - 1) {
      value /= KIB;
      unit++;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.1f %s", value, UNITS[unit]);
  }

  /** Seconds with two decimals, or hours, minutes and seconds if it took longer than a minute. */
  public static String duration(Duration duration) {
    if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
      return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
    }
    return "%d:%02d:%02d"
        .formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
  }

  /** Two units at most: what changes each second is not read. */
  static String roughly(Duration duration) {
    if (duration.toDays() >= 2) {
      return "%d d %d h".formatted(duration.toDays(), duration.toHoursPart());
    }
    if (duration.toHours() > 0) {
      return "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
    }
    return duration.toMinutes() > 0
        ? "%d min".formatted(duration.toMinutes())
        : "%d s".formatted(duration.toSeconds());
  }

  /** How long ago that was, roughly; nothing for what another clock puts into the future. */
  static String age(Instant then, Instant now) {
    Duration age = Duration.between(then, now);
    return roughly(age.isNegative() ? Duration.ZERO : age);
  }

  /** A number with its thousands parted. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /**
   * A name from outside, shown so that it cannot move the cursor, break the line or hide: such
   * characters as Java escapes.
   */
  public static String name(String name) {
    return shown(name, Set.of());
  }

  /** As {@link #name}, for the words of a program, which may take several lines. */
  public static String message(String message) {
    return shown(message, Set.of((int) '\n', (int) '\t'));
  }

  private static String shown(String text, Set<Integer> allowed) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (HIDDEN.contains(Character.getType(c)) && !allowed.contains(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  /**
   * Rows under their headings, each column as wide as its widest cell. Columns whose heading begins
   * with a blank are set flush right.
   */
  public static String table(List<String> headings, List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, headings.size())
            .map(
                column ->
                    Math.max(
                        headings.get(column).strip().length(),
                        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)))
            .toArray();
    StringBuilder text = new StringBuilder();
    appendRow(text, headings, headings.stream().map(String::strip).toList(), widths);
    rows.forEach(row -> appendRow(text, headings, row, widths));
    return text.toString();
  }

  private static void appendRow(
      StringBuilder text, List<String> headings, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      boolean right = headings.get(column).startsWith(" ");
      String format = "%" + (right ? "" : "-") + Math.max(1, widths[column]) + "s  ";
      line.append(String.format(Locale.ROOT, format, cells.get(column)));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
