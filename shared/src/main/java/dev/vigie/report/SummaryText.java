package dev.vigie.report;

import dev.vigie.alert.Condition;
import dev.vigie.operation.OperationStatus;
import dev.vigie.operation.PublishedProgress;
import dev.vigie.report.DatabaseStanding.Drilled;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The summary for a terminal. What comes from outside is shown by {@link Text#name}, so that it
 * cannot move the cursor or hide.
 *
 * @param summary what it tells
 */
public record SummaryText(StatusSummary summary) {
  /** Of what is not well more are listed by {@code vigie alert list} and on the page. */
  private static final int MOST_CONDITIONS = 30;

  private static final String NONE = "-";

  /** The text, each part under a line of its own. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s%nas of %s, %s%n"
            .formatted(
                "%s: %s".formatted(Text.name(summary.bucket()), state()),
                summary.at().truncatedTo(ChronoUnit.SECONDS),
                looked()));
    part(text, "What needs a person", conditions());
    part(text, "Databases", databases());
    part(text, "Under way", operations());
    part(text, "The bucket", posture());
    return text.toString();
  }

  private String state() {
    if (summary.unread().isPresent()) {
      return "unknown";
    }
    if (summary.lookedAt().isEmpty()) {
      return "nothing is probed";
    }
    return switch (summary.health()) {
      case OK -> "well";
      case UNKNOWN -> "unknown";
      case WARN -> "look at it";
      case FAIL -> "broken";
    };
  }

  private String looked() {
    if (summary.unread().isPresent()) {
      return "and how it was found to be cannot be read: " + Text.name(summary.unread().get());
    }
    return summary
        .lookedAt()
        .map(time -> "looked at %s ago".formatted(since(time)))
        .orElse("and nobody looks");
  }

  private static void part(StringBuilder text, String heading, String body) {
    text.append("%n%s%n%s".formatted(heading, body));
  }

  private String conditions() {
    Set<Condition> told = new LinkedHashSet<>(summary.alerts());
    Set<Condition> all = new LinkedHashSet<>(summary.unwell());
    all.addAll(told);
    if (all.isEmpty()) {
      return "Nothing.\n";
    }
    List<List<String>> rows =
        all.stream()
            .limit(MOST_CONDITIONS)
            .map(
                each ->
                    List.of(
                        each.finding().health().name(),
                        each.finding().check().id(),
                        Text.name(each.finding().subject()),
                        since(each.since()),
                        each.acknowledged() ? "known" : told.contains(each) ? "told" : NONE,
                        Text.name(each.finding().reason())))
            .toList();
    return Text.table(List.of("HEALTH", "CHECK", "OF", " FOR", "ALERT", "REASON"), rows)
        + more(all.size() - rows.size());
  }

  private String databases() {
    if (summary.databases().isEmpty()) {
      return "The bucket holds no backup yet.\n";
    }
    List<String> headings =
        List.of(
            "CLUSTER",
            "DATABASE",
            " NEWEST",
            " RPO",
            " VERIFIED",
            " DRILL",
            " RESTORE",
            " RTO",
            "PROMISE");
    return Text.table(headings, summary.databases().stream().map(this::cells).toList())
        + more(summary.moreDatabases());
  }

  private List<String> cells(DatabaseStanding one) {
    return List.of(
        Text.name(one.cluster()),
        Text.name(one.database()),
        one.newest().map(id -> since(id.time())).orElse("none"),
        one.rpo().map(SummaryText::roughly).orElse(NONE),
        one.newestVerified().map(id -> since(id.time())).orElse("none"),
        one.drill().map(this::drill).orElse("none"),
        one.restore().map(Text::duration).orElse(NONE),
        one.rto().map(Text::duration).orElse(NONE),
        promise(one));
  }

  private String drill(Drilled drill) {
    return since(drill.endedAt()) + (drill.proved() ? "" : ", failed");
  }

  private static String promise(DatabaseStanding one) {
    if (one.rpo().isEmpty()) {
      return NONE;
    }
    List<String> broken = new ArrayList<>();
    if (one.late()) {
      broken.add("LATE");
    }
    if (one.slow()) {
      broken.add("SLOW");
    }
    return broken.isEmpty() ? "kept" : String.join(", ", broken);
  }

  private String operations() {
    if (summary.operations().isEmpty()) {
      return "Nothing.\n";
    }
    return Text.table(
            List.of("OPERATION", "KIND", "CLUSTER", "DATABASE", "STATE", " DONE", " LEFT"),
            summary.operations().stream()
                .map(
                    one ->
                        List.of(
                            one.id().value(),
                            one.kind(),
                            Text.name(one.cluster()),
                            Text.name(one.database()),
                            one.state().name(),
                            one.progress().map(SummaryText::done).orElse(NONE),
                            left(one).orElse(NONE)))
                .toList())
        + more(summary.moreOperations());
  }

  private static String done(PublishedProgress.Document progress) {
    String done = Text.bytes(progress.bytes());
    return progress.expectedBytes() > progress.bytes()
        ? "%d %%, %s".formatted(100 * progress.bytes() / progress.expectedBytes(), done)
        : done;
  }

  private static Optional<String> left(OperationStatus one) {
    return one.progress()
        .flatMap(PublishedProgress.Document::secondsLeft)
        .map(seconds -> Text.duration(Duration.ofSeconds(seconds)));
  }

  private String posture() {
    return summary.posture().isEmpty()
        ? "Nobody looks at how it is guarded.\n"
        : Text.table(
            List.of("HEALTH", "CHECK", "REASON"),
            summary.posture().stream()
                .map(
                    each ->
                        List.of(
                            each.finding().health().name(),
                            each.finding().check().id(),
                            Text.name(each.finding().reason())))
                .toList());
  }

  private static String more(int number) {
    return number > 0 ? "and %s more%n".formatted(Text.count(number)) : "";
  }

  private String since(Instant then) {
    Duration age = Duration.between(then, summary.at());
    return roughly(age.isNegative() ? Duration.ZERO : age);
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
}
