package dev.vigie.channel;

import dev.vigie.alert.Advice;
import dev.vigie.alert.Message;
import dev.vigie.alert.Notice;
import dev.vigie.alert.Wording;
import dev.vigie.probe.Check;
import dev.vigie.probe.Health;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a message says of one change, in the words that all channels share: in one line each, with
 * nothing in it that could move or hide, and not longer than a person reads.
 *
 * @param notice what it is of
 * @param title what became of what
 * @param reason why; empty if there is nothing to say
 * @param since since when
 * @param advice what it means and what to do: with the first change of each check that needs a
 *     person
 * @param runbook where to read more
 */
record Paragraph(
    Notice notice,
    String title,
    String reason,
    String since,
    Optional<Advice> advice,
    String runbook) {
  private static final int MOST_SUBJECT = 160;
  private static final int MOST_REASON = 400;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The paragraphs of a message, in its order. */
  static List<Paragraph> of(Message message) {
    List<Paragraph> paragraphs = new ArrayList<>();
    Set<Check> advised = EnumSet.noneOf(Check.class);
    for (Notice notice : message.notices()) {
      boolean advise = notice.isTrouble() && advised.add(notice.check());
      paragraphs.add(of(message, notice, advise));
    }
    return paragraphs;
  }

  private static Paragraph of(Message message, Notice notice, boolean advise) {
    String subject = Wording.cut(Wording.line(notice.finding().subject()), MOST_SUBJECT);
    return new Paragraph(
        notice,
        "%s: %s %s (%s)"
            .formatted(
                notice.finding().health(),
                notice.check().title(),
                subject,
                notice.change().title()),
        Wording.cut(Wording.line(notice.finding().reason()), MOST_REASON),
        "since " + TIME.format(notice.since()),
        advise ? Optional.of(notice.advice()) : Optional.empty(),
        message.runbook(notice.check()));
  }

  /** All of it, a line each. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(title);
    lines.add(reason.isEmpty() ? since : reason + "; " + since);
    advice.ifPresent(
        told -> {
          lines.add("What it means: " + told.meaning());
          lines.add("What to do: " + told.remedy());
          lines.add("Runbook: " + runbook);
        });
    return lines;
  }

  /** One line for the whole message: of ASCII characters, and shorter than 100. */
  static String headline(Message message) {
    if (message.isTest()) {
      return message.deployment() + ": a test of the alerts";
    }
    List<String> parts = new ArrayList<>();
    count(parts, message, each -> trouble(each, Health.FAIL), "failing");
    count(parts, message, each -> trouble(each, Health.WARN), "warning");
    count(parts, message, each -> trouble(each, Health.UNKNOWN), "unknown");
    count(parts, message, each -> !each.isTrouble(), "better or told");
    return message.deployment() + ": " + String.join(", ", parts);
  }

  private static boolean trouble(Notice notice, Health severity) {
    return notice.isTrouble() && notice.severity() == severity;
  }

  private static void count(
      List<String> parts, Message message, Predicate<Notice> which, String word) {
    long count = message.notices().stream().filter(which).count();
    if (count > 0) {
      parts.add(count + " " + word);
    }
  }

  /** What is said of those for which there was no room. */
  static String left(int count) {
    return count == 1
        ? "And 1 more, for which there is no room here."
        : "And " + count + " more, for which there is no room here.";
  }
}
