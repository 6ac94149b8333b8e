package dev.vigie.cli.demo;

import dev.vigie.cli.demo.DatabaseContents.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the demo has to show: every table before, after the damage and after the restore.
 *
 * @param before as it was backed up
 * @param damaged after the disaster
 * @param restored after the restore
 */
record DemoReport(DatabaseContents before, DatabaseContents damaged, DatabaseContents restored) {
  /** A table whose content was the same all the while is not worth a line of its own. */
  record Row(
      String table,
      Optional<Content> before,
      Optional<Content> damaged,
      Optional<Content> restored) {
    boolean wasDamaged() {
      return !before.equals(damaged);
    }

    boolean isBack() {
      return before.equals(restored);
    }
  }

  /** Every table that was there at any of the three times. */
  List<Row> rows() {
    TreeSet<String> names = new TreeSet<>(before.tables().keySet());
    names.addAll(damaged.tables().keySet());
    names.addAll(restored.tables().keySet());
    List<Row> rows = new ArrayList<>();
    for (String name : names) {
      rows.add(
          new Row(
              name,
              Optional.ofNullable(before.tables().get(name)),
              Optional.ofNullable(damaged.tables().get(name)),
              Optional.ofNullable(restored.tables().get(name))));
    }
    return rows;
  }

  /** Whether every table is as it was. */
  boolean everythingIsBack() {
    return rows().stream().allMatch(Row::isBack);
  }
}
