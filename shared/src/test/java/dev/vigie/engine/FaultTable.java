package dev.vigie.engine;

import dev.vigie.engine.FaultMatrix.Cell;
import dev.vigie.engine.FaultMatrix.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        endpoint, or restores it in the place of a living database. After each it looks at what must hold: a backup
        that is listed can be read to its last byte, and one that failed has no manifest; the backup before is whole;
        the living database is as it was, or wholly as the backup says; the operation has one outcome, however often
        and from whoever it is heard, and it is true; the next operation succeeds; and then no upload is open, and no
        process, session, lease, database or temporary file is left.

        A cell says how the operation ended: `SUCCEEDED` in spite of the fault, the code with which it failed, or
        `LOST` where no runner was left to say anything.

        """);
    page.append("Run on commit ").append(commit).append(".\n");
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

  private static String table(List<Result> results) {
    List<FaultStage> stages =
        results.stream().map(result -> result.cell().stage()).distinct().toList();
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("when"));
    stages.forEach(stage -> head.add(stage.words()));
    lines.add(head);
    lines.add(head.stream().map(_ -> "---").toList());
    for (FaultKind kind : FaultKind.values()) {
      List<String> line = new ArrayList<>(List.of(kind.words()));
      stages.forEach(stage -> line.add(cell(results, stage, kind)));
      lines.add(line);
    }
    return lines.stream()
        .map(line -> "| " + String.join(" | ", line) + " |\n")
        .collect(Collectors.joining());
  }

  private static String cell(List<Result> results, FaultStage stage, FaultKind kind) {
    Optional<Result> found =
        results.stream().filter(result -> isOf(result.cell(), stage, kind)).findFirst();
    return found
        .map(result -> result.holds() ? "`" + result.how() + "`" : "**" + result.how() + "**")
        .orElse("");
  }

  private static boolean isOf(Cell cell, FaultStage stage, FaultKind kind) {
    return cell.stage() == stage && cell.kind() == kind;
  }
}
