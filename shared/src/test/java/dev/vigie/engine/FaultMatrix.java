package dev.vigie.engine;

import static dev.vigie.engine.FaultStage.CLAIM;
import static dev.vigie.engine.FaultStage.COMPLETE;
import static dev.vigie.engine.FaultStage.MANIFEST;
import static dev.vigie.engine.FaultStage.RESULT;
import static dev.vigie.engine.FaultStage.ROWS_DOWN;
import static dev.vigie.engine.FaultStage.ROWS_UP;
import static dev.vigie.engine.FaultStage.SCHEMA_DOWN;
import static dev.vigie.engine.FaultStage.SCHEMA_UP;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The fault matrix: breaks one thing at a time while a real runner works on a real server and a
 * real S3 endpoint, and looks at what must hold whatever happens ({@link FaultTrial}). A cell is
 * one fault at one stage of one operation. What only a machine of one's own can break is in the
 * lab.
 */
public final class FaultMatrix {
  private static final Set<FaultKind> ON_THE_WAY_DOWN =
      EnumSet.of(FaultKind.CUT_DOWN, FaultKind.CHANGED_DOWN);
  private static final Set<FaultKind> ON_THE_WAY_UP =
      EnumSet.of(FaultKind.CUT_UP, FaultKind.CHANGED_UP);
  private static final Set<FaultKind> TO_PROGRAMS =
      EnumSet.of(FaultKind.PROGRAMS_KILLED, FaultKind.PROGRAMS_STOPPED);

  /** In the short form, one stage of each operation. */
  private static final Set<FaultStage> SHORT = EnumSet.of(ROWS_UP, ROWS_DOWN);

  private FaultMatrix() {}

  /** One cell. */
  record Cell(FaultOperation operation, FaultStage stage, FaultKind kind) {
    @Override
    public String toString() {
      return "%s, when %s: %s".formatted(operation.words(), stage.words(), kind.words());
    }
  }

  /** How a cell went. */
  record Result(Cell cell, String how, boolean holds) {}

  /**
   * Runs the cells whose words contain the first argument; an empty one is all of them, {@code
   * short} a few. The second argument, if there is one, is the file that gets the table; the third
   * says what was run.
   */
  public static void main(String[] arguments) throws IOException {
    String only = arguments.length > 0 ? arguments[0] : "";
    List<Result> results = new ArrayList<>();
    PrintStream out = System.out;
    try (FaultTrial trial = FaultTrial.open()) {
      for (Cell cell : cells()) {
        if (only.equals("short") ? SHORT.contains(cell.stage()) : cell.toString().contains(only)) {
          Result result = trial.run(cell);
          results.add(result);
          out.printf(
              Locale.ROOT, "%-8s%s: %s%n", result.holds() ? "ok" : "FAILED", cell, result.how());
        }
      }
    }
    if (arguments.length > 1) {
      Files.writeString(Path.of(arguments[1]), FaultTable.of(results, arguments[2]));
    }
    long failed = results.stream().filter(result -> !result.holds()).count();
    out.printf(Locale.ROOT, "%d passed, %d failed%n", results.size() - failed, failed);
    System.exit(failed == 0 && !results.isEmpty() ? 0 : 1);
  }

  /** All of them, by operation and stage. */
  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    add(cells, FaultOperation.BACKUP, CLAIM, SCHEMA_UP, ROWS_UP, COMPLETE, MANIFEST, RESULT);
    add(cells, FaultOperation.RESTORE, CLAIM, SCHEMA_DOWN, ROWS_DOWN, RESULT);
    return cells;
  }

  private static void add(List<Cell> cells, FaultOperation operation, FaultStage... stages) {
    for (FaultStage stage : stages) {
      boolean down = stage == SCHEMA_DOWN || stage == ROWS_DOWN;
      boolean works = down || stage == SCHEMA_UP || stage == ROWS_UP;
      for (FaultKind kind : FaultKind.values()) {
        boolean possible =
            !(ON_THE_WAY_DOWN.contains(kind) && !down)
                && !(ON_THE_WAY_UP.contains(kind) && (down || stage == COMPLETE))
                && !(TO_PROGRAMS.contains(kind) && !works);
        if (possible) {
          cells.add(new Cell(operation, stage, kind));
        }
      }
    }
  }
}
