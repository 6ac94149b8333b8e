package dev.vigie.report;

import dev.vigie.alert.Condition;
import dev.vigie.report.DatabaseStanding.Drilled;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
    List<Condition> shown = all.stream().limit(MOST_CONDITIONS).toList();
    return new ConditionTable(shown, told, summary.at()).text() + more(all.size() - shown.size());
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
        one.rpo().map(Text::roughly).orElse(Text.NONE),
        one.newestVerified().map(id -> since(id.time())).orElse("none"),
        one.drill().map(this::drill).orElse("none"),
        one.restore().map(Text::duration).orElse(Text.NONE),
        one.rto().map(Text::duration).orElse(Text.NONE),
        promise(one));
  }

  private String drill(Drilled drill) {
    return since(drill.endedAt()) + (drill.proved() ? "" : ", failed");
  }

  private static String promise(DatabaseStanding one) {
    if (one.rpo().isEmpty()) {
      return Text.NONE;
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
    return summary.operations().isEmpty()
        ? "Nothing.\n"
        : new OperationTable(summary.operations()).text() + more(summary.moreOperations());
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
    return Text.age(then, summary.at());
  }
}
