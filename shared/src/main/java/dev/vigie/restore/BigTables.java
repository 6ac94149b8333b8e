package dev.vigie.restore;

import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Part;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.postgres.TableName;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * The tables whose rows lie apart. Each goes its own way, beside the others: its rows, then what
 * can be made of them at once, then its rows are read back. So while one table's indexes are made,
 * another one's rows come. Thread-safe.
 *
 * @param manifest of the backup
 * @param store that holds it
 * @param load puts rows into a table
 * @param indexing makes what a table's rows are all that is needed for
 * @param comparison reads its rows back
 */
record BigTables(
    Manifest manifest,
    ObjectStore store,
    RowsLoad load,
    BiConsumer<Crew, TableName> indexing,
    Comparison comparison) {
  /** Parts of a table that go in one after the other, and how many bytes they are. */
  record Strand(long bytes, Crew.Piece piece) {}

  /** The tables of a backup whose rows lie apart. */
  static List<Table> of(Manifest manifest) {
    return manifest.tables().stream()
        .filter(table -> Manifest.isRows(table.parts().getFirst().archive()))
        .toList();
  }

  /**
   * What is to be loaded. In one strand a table keeps the order of its rows, and nobody has to mark
   * them later, which makes its indexes and every first reading cheaper; so only a table that is
   * much larger than a worker's fair share is loaded in several.
   *
   * @param fairShare bytes, 1 or more
   */
  List<Strand> strands(long fairShare) {
    List<Strand> strands = new ArrayList<>();
    for (Table table : of(manifest)) {
      long wanted = Math.round((double) table.bytes() / fairShare);
      int count = Math.clamp(wanted, 1, table.parts().size());
      AtomicInteger left = new AtomicInteger(count);
      for (int i = 0; i < count; i++) {
        int from = i * table.parts().size() / count;
        int to = (i + 1) * table.parts().size() / count;
        strands.add(strand(table, table.parts().subList(from, to), left));
      }
    }
    return strands;
  }

  private Strand strand(Table table, List<Part> parts, AtomicInteger left) {
    long bytes = parts.stream().mapToLong(Part::bytes).sum();
    boolean whole = parts.size() == table.parts().size();
    return new Strand(
        bytes,
        crew -> {
          List<String> columns = load.load(crew, table, parts, this::open, whole);
          if (left.decrementAndGet() == 0) {
            filled(crew, table, columns);
          }
        });
  }

  private RowsSource open(Part part) {
    return RowsSource.whole(store, manifest.require(part.archive()), part);
  }

  private void filled(Crew crew, Table table, List<String> columns) {
    indexing.accept(crew, new TableName(table.schema(), table.name()));
    comparison.readings(table, columns).forEach(crew::add);
  }
}
