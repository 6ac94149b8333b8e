package dev.vigie.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.span;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.tr;

import dev.vigie.evidence.Entry;
import dev.vigie.operation.Outcome;
import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Half a year of backups, a cell for each day in UTC. A cell says by colour and sign, and to a
 * screen reader in words, how that day's backups ended.
 *
 * @param label of the table, for people who do not see it
 * @param backups the ends of backups, in any order
 * @param today the last day that is shown
 */
record Calendar(String label, List<Entry> backups, LocalDate today) {
  private static final int WEEKS = 26;

  /** How a day's backups ended. */
  private record Day(int good, int bad) {
    Day and(Outcome.Status status) {
      return status == Outcome.Status.SUCCEEDED ? new Day(good + 1, bad) : new Day(good, bad + 1);
    }
  }

  DomContent html() {
    Map<LocalDate, Day> days = new HashMap<>();
    for (Entry entry : backups) {
      LocalDate day = LocalDate.ofInstant(entry.operationId().time(), ZoneOffset.UTC);
      days.put(day, days.getOrDefault(day, new Day(0, 0)).and(entry.status()));
    }
    LocalDate first =
        today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).minusWeeks(WEEKS - 1L);
    return div(table(
                caption("Backups of each day, %s to %s, UTC".formatted(first, today)),
                tbody(each(List.of(DayOfWeek.values()), day -> row(day, first, days))))
            .withClass("calendar"))
        .withClass("wide")
        .attr("role", "region")
        .attr("aria-label", label)
        .attr("tabindex", "0");
  }

  private TrTag row(DayOfWeek day, LocalDate first, Map<LocalDate, Day> days) {
    List<LocalDate> dates =
        IntStream.range(0, WEEKS)
            .mapToObj(week -> first.plusDays(7L * week + day.getValue() - 1))
            .toList();
    return tr(
        th(day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH)).attr("scope", "row"),
        each(dates, date -> cell(date, days.getOrDefault(date, new Day(0, 0)))));
  }

  private TdTag cell(LocalDate date, Day day) {
    if (date.isAfter(today)) {
      return td().withClass("after");
    }
    String style =
        day.bad() == 0 ? (day.good() == 0 ? "" : "good") : day.good() == 0 ? "bad" : "part";
    String sign =
        switch (style) {
          case "good" -> "✓";
          case "bad" -> "✕";
          case "part" -> "!";
          default -> "";
        };
    String words =
        style.isEmpty()
            ? "%s: no backup".formatted(date)
            : "%s: %d succeeded, %d did not".formatted(date, day.good(), day.bad());
    return td(span(sign).attr("aria-hidden", "true"), span(words).withClass("hidden"))
        .withClass(style)
        .withTitle(words);
  }
}
