package dev.vigie.restore;

import dev.vigie.archive.TableOfContents;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.TableName;
import dev.vigie.transfer.Crew;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StoredArchive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * Fills a new database with a backup and compares it: the definitions before the data, the data by
 * several workers, the largest first, then indexes and constraints, of which several are made at
 * once. A table's rows come before any index, foreign key or trigger of it, so the tables' order is
 * free. Thread-safe.
 *
 * @param stream where from
 * @param progress who hears how it goes
 * @param patience how long a program may move nothing
 * @param workers how many work at once, 1 or more
 * @param listener hears of each part that begins, and of what differs
 */
record Filling(
    RestoreStream stream,
    Progress progress,
    Duration patience,
    int workers,
    RestoreListener listener) {
  /** One lot of data, and how much there is of it. */
  private record Lot(long bytes, Crew.Piece piece) {}

  /**
   * Fills the database.
   *
   * @param staging an empty database
   * @param missingTablespaces of the backup, which this server lacks
   * @param reference is asked where a definition came back in other words
   * @param analysed whether to gather the planner's statistics, too
   * @return what did not come back to the letter, equal in meaning
   * @throws dev.vigie.error.VigieException with the first failure, after which the database holds
   *     nothing of use
   */
  List<String> fill(
      Manifest manifest,
      PgTools staging,
      List<String> missingTablespaces,
      Reference reference,
      boolean analysed) {
    List<String> options =
        missingTablespaces.isEmpty() ? List.of() : List.of(Comparison.NO_TABLESPACES);
    long bytes = manifest.tables().stream().mapToLong(Table::bytes).sum();
    Tally all = new Tally(progress, Progress.ALL, 2 * bytes);
    Comparison comparison =
        new Comparison(
            manifest,
            staging,
            patience,
            new Tally(progress, "compare", bytes, all),
            workers,
            reference,
            listener);
    Loading loading =
        indexing -> load(manifest, staging, options, comparison, indexing, bytes, all);
    Contents contents =
        staging.prefix().isEmpty()
            ? aroundFromFile(manifest, staging, options, loading)
            : aroundFromStream(manifest, staging, options, loading);
    listener.began(RestorePhase.COMPARE);
    List<String> rewritten =
        new ArrayList<>(comparison.finish(contents.schema(), contents.data(), options, analysed));
    all.end();
    missingTablespaces.forEach(
        name -> rewritten.add("tablespace " + name + " is not here: all is in the default one"));
    return rewritten;
  }

  /** The tables of contents of the two archives. */
  private record Contents(TableOfContents schema, TableOfContents data) {}

  /** Loads all data. */
  @FunctionalInterface
  private interface Loading {
    /** Returns the table of contents of the archive of the tables that share one. */
    TableOfContents load(BiConsumer<Crew, TableName> indexing);
  }

  private Contents aroundFromFile(
      Manifest manifest, PgTools staging, List<String> options, Loading loading) {
    StoredArchive archive = manifest.require(Manifest.SCHEMA);
    List<String> parallel = new ArrayList<>(options);
    parallel.add("--jobs=" + workers);
    listener.began(RestorePhase.SCHEMA);
    try (Definitions definitions = Definitions.fetch(stream, archive, patience)) {
      alone("pre-data", archive, crew -> definitions.restore(crew, staging, "pre-data", options));
      TableOfContents schema = definitions.contents();
      IndexPlan plan = new IndexPlan(schema);
      List<Integer> early = Collections.synchronizedList(new ArrayList<>());
      TableOfContents data =
          loading.load(
              (crew, table) -> {
                List<Integer> itsOwn = plan.of(table);
                if (!itsOwn.isEmpty()) {
                  definitions.restoreOnly(crew, staging, options, itsOwn);
                  early.addAll(itsOwn);
                }
              });
      listener.began(RestorePhase.INDEXES);
      List<Integer> rest = plan.allBut(early);
      alone("post-data", archive, crew -> definitions.restoreOnly(crew, staging, parallel, rest));
      return new Contents(schema, data);
    }
  }

  /** Behind a prefix the programs see no file of this machine, and one reads the stream. */
  private Contents aroundFromStream(
      Manifest manifest, PgTools staging, List<String> options, Loading loading) {
    StoredArchive archive = manifest.require(Manifest.SCHEMA);
    listener.began(RestorePhase.SCHEMA);
    AtomicReference<TableOfContents> contents = new AtomicReference<>();
    Tally tally = new Tally(progress, "restore pre-data", archive.bytes());
    Crew.run(
        1,
        List.of(
            crew ->
                contents.set(stream.restore(crew, staging, archive, "pre-data", options, tally))));
    TableOfContents data = loading.load((_, _) -> {});
    listener.began(RestorePhase.INDEXES);
    Tally post = new Tally(progress, "restore post-data", archive.bytes());
    Crew.run(
        1, List.of(crew -> stream.restore(crew, staging, archive, "post-data", options, post)));
    return new Contents(contents.get(), data);
  }

  private void alone(String section, StoredArchive archive, Crew.Piece piece) {
    Tally tally = new Tally(progress, "restore " + section, archive.bytes());
    Crew.run(1, List.of(piece));
    tally.add(archive.bytes());
  }

  private TableOfContents load(
      Manifest manifest,
      PgTools staging,
      List<String> options,
      Comparison comparison,
      BiConsumer<Crew, TableName> indexing,
      long bytes,
      Tally all) {
    listener.began(RestorePhase.DATA);
    AtomicReference<TableOfContents> contents = new AtomicReference<>();
    StoredArchive shared = manifest.require(Manifest.DATA);
    Tally tally = new Tally(progress, "restore data", bytes, all);
    List<Lot> lots = new ArrayList<>();
    lots.add(
        new Lot(
            shared.bytes(),
            crew -> contents.set(stream.restore(crew, staging, shared, "data", options, tally))));
    RowsLoad rows = new RowsLoad(staging, manifest.database().dumpEncoding(), patience, tally);
    new BigTables(manifest, stream.store(), rows, indexing, comparison)
        .strands(Math.max(1, bytes / workers))
        .forEach(strand -> lots.add(new Lot(strand.bytes(), strand.piece())));
    lots.sort(Comparator.comparingLong(Lot::bytes).reversed());
    Crew.run(workers, lots.stream().map(Lot::piece).toList());
    tally.end();
    return contents.get();
  }
}
