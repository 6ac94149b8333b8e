package dev.vigie.restore;

import dev.vigie.archive.TableOfContents;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Part;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.postgres.PgTools;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StoredArchive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Fills a new database with a backup and compares it: the definitions before the data, the data by
 * several workers, the largest first, then indexes and constraints, of which several are made at
 * once. No table has an index, a foreign key or a trigger while its rows come, so the tables' order
 * is free. Thread-safe.
 *
 * @param stream where from
 * @param progress who hears how it goes
 * @param patience how long a program may move nothing
 * @param workers how many work at once, 1 or more
 */
record Filling(RestoreStream stream, Progress progress, Duration patience, int workers) {
  /** One lot of data, and how much there is of it. */
  private record Lot(long bytes, Crew.Piece piece) {}

  /**
   * Fills the database.
   *
   * @param staging an empty database
   * @param missingTablespaces of the backup, which this server lacks
   * @return what did not come back to the letter, equal in meaning
   * @throws dev.vigie.error.VigieException with the first failure, after which the database holds
   *     nothing of use
   */
  List<String> fill(Manifest manifest, PgTools staging, List<String> missingTablespaces) {
    List<String> options = missingTablespaces.isEmpty() ? List.of() : List.of("--no-tablespaces");
    AtomicReference<TableOfContents> data = new AtomicReference<>();
    Map<Table, List<String>> apart = new ConcurrentHashMap<>();
    Runnable loading = () -> data.set(load(manifest, staging, options, apart));
    TableOfContents schema =
        staging.prefix().isEmpty()
            ? aroundFromFile(manifest, staging, options, loading)
            : aroundFromStream(manifest, staging, options, loading);
    boolean tablespaces = missingTablespaces.isEmpty();
    List<String> rewritten =
        new ArrayList<>(
            new Comparison(staging, patience, progress, workers)
                .run(manifest, schema, data.get(), apart, tablespaces));
    missingTablespaces.forEach(
        name -> rewritten.add("tablespace " + name + " is not here: all is in the default one"));
    return rewritten;
  }

  private TableOfContents aroundFromFile(
      Manifest manifest, PgTools staging, List<String> options, Runnable loading) {
    StoredArchive archive = manifest.require(Manifest.SCHEMA);
    List<String> parallel = new ArrayList<>(options);
    parallel.add("--jobs=" + workers);
    try (Definitions definitions = Definitions.fetch(stream, archive, patience)) {
      alone("pre-data", archive, crew -> definitions.restore(crew, staging, "pre-data", options));
      loading.run();
      alone(
          "post-data", archive, crew -> definitions.restore(crew, staging, "post-data", parallel));
      return definitions.contents();
    }
  }

  /** Behind a prefix the programs see no file of this machine, and one reads the stream. */
  private TableOfContents aroundFromStream(
      Manifest manifest, PgTools staging, List<String> options, Runnable loading) {
    StoredArchive archive = manifest.require(Manifest.SCHEMA);
    AtomicReference<TableOfContents> contents = new AtomicReference<>();
    Tally tally = new Tally(progress, "restore pre-data", archive.bytes());
    Crew.run(
        1,
        List.of(
            crew ->
                contents.set(stream.restore(crew, staging, archive, "pre-data", options, tally))));
    loading.run();
    Tally post = new Tally(progress, "restore post-data", archive.bytes());
    Crew.run(
        1, List.of(crew -> stream.restore(crew, staging, archive, "post-data", options, post)));
    return contents.get();
  }

  private void alone(String section, StoredArchive archive, Crew.Piece piece) {
    Tally tally = new Tally(progress, "restore " + section, archive.bytes());
    Crew.run(1, List.of(piece));
    tally.add(archive.bytes());
  }

  private TableOfContents load(
      Manifest manifest, PgTools staging, List<String> options, Map<Table, List<String>> apart) {
    AtomicReference<TableOfContents> contents = new AtomicReference<>();
    StoredArchive shared = manifest.require(Manifest.DATA);
    long total =
        manifest.archives().stream()
            .filter(each -> each.object().equals(shared) || Manifest.isRows(each.name()))
            .mapToLong(each -> each.object().bytes())
            .sum();
    Tally tally = new Tally(progress, "restore data", total);
    List<Lot> lots = new ArrayList<>();
    lots.add(
        new Lot(
            shared.bytes(),
            crew -> contents.set(stream.restore(crew, staging, shared, "data", options, tally))));
    RowsLoad rows = new RowsLoad(staging, manifest.database().dumpEncoding(), patience, tally);
    for (Table table : manifest.tables()) {
      for (Part part : table.parts()) {
        if (Manifest.isRows(part.archive())) {
          lots.add(
              new Lot(
                  part.bytes(), crew -> apart.put(table, load(crew, manifest, table, part, rows))));
        }
      }
    }
    lots.sort(Comparator.comparingLong(Lot::bytes).reversed());
    Crew.run(workers, lots.stream().map(Lot::piece).toList());
    return contents.get();
  }

  private List<String> load(Crew crew, Manifest manifest, Table table, Part part, RowsLoad rows) {
    StoredArchive archive = manifest.require(part.archive());
    try (RowsSource source = RowsSource.whole(stream.store(), archive, part)) {
      return rows.load(crew, table, part, source, table.parts().size() == 1);
    }
  }
}
