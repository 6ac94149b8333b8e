package dev.vigie.report;

import dev.vigie.alert.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Conditions for a terminal, a row for each: what it is of, for how long it has been so, and
 * whether people were told of it ({@code told}) or one of them said that they know ({@code known}).
 * What comes from outside is shown by {@link Text#name}.
 *
 * @param conditions in the order of the rows
 * @param told those that people were told of
 * @param at the time of the look
 */
public record ConditionTable(List<Condition> conditions, Set<Condition> told, Instant at) {
  private static final List<String> HEADINGS =
      List.of("HEALTH", "CHECK", "SUBJECT", " FOR", "ALERT", "REASON");

  /** Keeps copies. */
  public ConditionTable {
    conditions = List.copyOf(conditions);
    told = Set.copyOf(told);
  }

  /** The table, under its headings. */
  public String text() {
    return Text.table(HEADINGS, conditions.stream().map(this::cells).toList());
  }

  private List<String> cells(Condition one) {
    return List.of(
        one.finding().health().name(),
        one.finding().check().id(),
        Text.name(one.finding().subject()),
        Text.age(one.since(), at),
        one.acknowledged() ? "known" : told.contains(one) ? "told" : Text.NONE,
        Text.name(one.finding().reason()));
  }
}
