package dev.vigie.engine;

import dev.vigie.engine.FaultCell.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The matrix as a page. */
final class FaultTable {
  private FaultTable() {}

  /**
   * A table for each operation: a line for each fault, a column for each stage.
   *
   * @param commit what was run
   */
  static String of(List<Result> results, String commit) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Faults

        `faults/run` breaks one thing at a time while a real runner backs a real PostgreSQL up into a real S3
        endpoint, restores it in the place of a living database, or drills the backup. After each it looks at what
        must hold: every backup that is listed can be read to its last byte, and one that failed has no manifest; the
        backup before is whole; the living database is as it was, or wholly as the backup says; the operation has one
        outcome, however often and from whoever it is heard, it is true, and it is told once; the same operation
        succeeds when it is asked for again; and then no upload is open, and no process, session, lease, database or
        temporary file is left.

        A cell says how the operation ended: `SUCCEEDED` in spite of the fault, the code with which it failed,
        `REFUSED` before anything was touched, or `LOST` where no runner was left to say anything. Where two
        operations were begun it says that of both. Bold is what did not hold.

        One thing cannot be noticed: a bit that changes between PostgreSQL and the runner of a backup, where the
        connection is not under TLS. Over a network it should be: `sslmode=verify-full`.

        """);
    page.append("Run on commit ").append(commit).append(": ").append(count(results)).append(".\n");
    for (FaultOperation operation : FaultOperation.values()) {
      List<Result> own =
          results.stream().filter(each -> each.cell().operation() == operation).toList();
      if (!own.isEmpty()) {
        page.append("\n## While ").append(operation.words()).append(" is under way\n\n");
        page.append(table(own));
      }
    }
    return page.toString();
  }

  private static String count(List<Result> results) {
    return results.stream()
        .collect(Collectors.groupingBy(Result::state, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(
            each ->
                switch (each.getKey()) {
                  case HELD -> each.getValue() + " cells hold";
                  case BROKEN -> each.getValue() + " do not";
                  case NOT_RUN -> each.getValue() + " were not run";
                })
        .collect(Collectors.joining(", "));
  }

  private static String table(List<Result> results) {
    List<FaultStage> stages =
        results.stream().map(result -> result.cell().stage()).distinct().sorted().toList();
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("when"));
    stages.forEach(stage -> head.add(stage.words()));
    lines.add(head);
    lines.add(head.stream().map(_ -> "---").toList());
    results.stream()
        .map(result -> result.cell().kind().words())
        .distinct()
        .forEach(
            words -> {
              List<String> line = new ArrayList<>(List.of(words));
              stages.forEach(stage -> line.add(cell(results, stage, words)));
              lines.add(line);
            });
    return lines.stream()
        .map(line -> "| " + String.join(" | ", line) + " |\n")
        .collect(Collectors.joining());
  }

  private static String cell(List<Result> results, FaultStage stage, String words) {
    return results.stream()
        .filter(result -> result.cell().stage() == stage)
        .filter(result -> result.cell().kind().words().equals(words))
        .map(FaultTable::cell)
        .collect(Collectors.joining(", "));
  }

  private static String cell(Result result) {
    return switch (result.state()) {
      case HELD -> "`" + result.how() + "`";
      case BROKEN -> "**" + result.how() + "**";
      case NOT_RUN -> "not run: " + result.how();
    };
  }
}
