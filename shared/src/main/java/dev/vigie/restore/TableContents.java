package dev.vigie.restore;

import dev.vigie.archive.ArchiveContents;
import dev.vigie.archive.Fingerprint;
import dev.vigie.archive.RowsReader;
import dev.vigie.archive.TableContent;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Kind;
import dev.vigie.catalog.Manifest.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows that were found in a database, to be compared with a manifest's. Thread-safe. */
final class TableContents {
  /** What one table holds, or the large objects hold. */
  private record Content(long rows, Fingerprint fingerprint) {
    static final Content NOTHING = new Content(0, Fingerprint.EMPTY);

    Content plus(Content other) {
      return new Content(rows + other.rows, fingerprint.plus(other.fingerprint));
    }

    @Override
    public String toString() {
      return rows + " rows, " + fingerprint;
    }
  }

  private final Map<List<String>, Content> tables = new HashMap<>();
  private Content largeObjects = Content.NOTHING;

  /** Some rows of a table; those of one table add up. */
  synchronized void add(Table table, RowsReader.Rows rows) {
    tables.merge(
        List.of(table.schema(), table.name()),
        new Content(rows.rows(), rows.fingerprint()),
        Content::plus);
  }

  /** All that a dump of data holds. */
  synchronized void addAll(ArchiveContents dump) {
    for (TableContent content : dump.tables()) {
      tables.merge(
          List.of(content.entry().namespace(), content.entry().tag()),
          new Content(content.rows(), content.fingerprint()),
          Content::plus);
    }
    largeObjects =
        largeObjects.plus(new Content(dump.largeObjects(), dump.largeObjectFingerprint()));
  }

  /** Where this is not all that the manifest names, and nothing else; a sentence each. */
  synchronized List<String> differences(Manifest manifest) {
    List<String> differences = new ArrayList<>(differences(manifest.tables()));
    Set<List<String>> known = new HashSet<>();
    manifest.tables().forEach(each -> known.add(List.of(each.schema(), each.name())));
    tables.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> differences.add("table " + String.join(".", name) + " is new"));
    if (manifest.tables().stream().noneMatch(each -> each.kind() == Kind.LARGE_OBJECTS)
        && !largeObjects.equals(Content.NOTHING)) {
      differences.add("the large objects are %s instead of none".formatted(largeObjects));
    }
    return differences;
  }

  /** Where these tables hold something else than they should, a sentence each. */
  synchronized List<String> differences(List<Table> wanted) {
    List<String> differences = new ArrayList<>();
    for (Table table : wanted) {
      String expected = table.rows() + " rows, " + table.fingerprint();
      boolean objects = table.kind() == Kind.LARGE_OBJECTS;
      Content actual = objects ? largeObjects : tables.get(List.of(table.schema(), table.name()));
      if (!expected.equals(String.valueOf(actual))) {
        String name =
            objects ? "the large objects" : "table " + table.schema() + "." + table.name();
        differences.add("%s: %s instead of %s".formatted(name, actual, expected));
      }
    }
    return differences;
  }
}
