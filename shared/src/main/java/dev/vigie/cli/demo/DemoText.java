package dev.vigie.cli.demo;

import dev.vigie.catalog.Manifest;
import dev.vigie.cli.demo.DatabaseContents.Content;
import dev.vigie.report.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the demo ends with.
 *
 * @param report the three contents
 * @param summary its figures
 * @param world where it ran
 * @param manifest the backup
 */
record DemoText(
    DemoReport report, DemoCommand.Summary summary, DemoWorld world, Manifest manifest) {
  private static final int NAME_WIDTH = 44;
  private static final List<String> HEADINGS =
      List.of("TABLE", " ROWS", "CONTENT", " DAMAGED", "CONTENT", " RESTORED", "CONTENT", "");

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("\n").append(table()).append('\n');
    text.append(verdict()).append("\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "Cost: %.1f s in all; backup %.1f s and restore %.1f s, each from event to outcome;"
                + " %s kept as %s (%.1f to 1).%n",
            summary.seconds(),
            summary.backupSeconds(),
            summary.restoreSeconds(),
            Text.bytes(summary.bytes()),
            Text.bytes(summary.storedBytes()),
            (double) summary.bytes() / summary.storedBytes()));
    return text.append('\n').append(next()).toString();
  }

  private String table() {
    List<List<String>> rows = new ArrayList<>();
    for (DemoReport.Row row : report.rows()) {
      List<String> cells = new ArrayList<>();
      cells.add(cut(Text.name(row.table())));
      addCells(cells, row.before());
      addCells(cells, row.damaged());
      addCells(cells, row.restored());
      cells.add(mark(row));
      rows.add(cells);
    }
    return Text.table(HEADINGS, rows);
  }

  private static void addCells(List<String> cells, Optional<Content> content) {
    cells.add(content.map(found -> Text.count(found.rows())).orElse("gone"));
    cells.add(content.map(Content::digest).orElse(""));
  }

  private static String mark(DemoReport.Row row) {
    if (!row.isBack()) {
      return "NOT BACK";
    }
    return row.wasDamaged() ? "damaged, back" : "";
  }

  private String verdict() {
    return report.everythingIsBack()
        ? "Every row is back: %d tables and sequences, %s rows; %d had been damaged."
            .formatted(summary.tables(), Text.count(summary.rows()), summary.damagedTables())
        : "NOT everything is back: see the lines marked above.";
  }

  private String next() {
    if (world.keeps()) {
      return """
      Both servers stay. Connect:
        %s
        export %s
        ./vigie list
        ./vigie show %s
      End them:
        %s; kill %d; sleep 2; rm -rf %s
      """
          .formatted(
              world.postgres().connect(DemoWorld.DATABASE),
              world.s3Exports(),
              manifest.backupId(),
              world.postgres().end(),
              world.s3().pid(),
              Stream.concat(world.postgres().files().stream(), Stream.of(world.directory()))
                  .map(Path::toString)
                  .collect(Collectors.joining(" ")));
    }
    return """
    Next:
      ./vigie demo --keep    the same, and both servers stay for you to look around
      ./vigie backup --database postgresql://user@host/name --bucket my-bucket
      ./vigie --help""";
  }

  private static String cut(String name) {
    return name.codePointCount(0, name.length()) <= NAME_WIDTH
        ? name
        : name.substring(0, name.offsetByCodePoints(0, NAME_WIDTH - 1)) + "…";
  }
}
