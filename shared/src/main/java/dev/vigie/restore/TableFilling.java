package dev.vigie.restore;

import dev.vigie.archive.ArchiveExcerpt;
import dev.vigie.archive.TocEntry;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Part;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.TableName;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.ArchiveDownload;
import dev.vigie.transfer.Crew;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.RangeDownload;
import dev.vigie.transfer.StoredArchive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Fills a new database with some tables of a backup, read by range requests, and compares them with
 * the manifest. Thread-safe.
 *
 * @param stream where from
 * @param progress who hears how it goes
 * @param patience how long a program may move nothing
 * @param workers how many work at once, 1 or more
 */
record TableFilling(RestoreStream stream, Progress progress, Duration patience, int workers) {
  /** The head of a data archive names every large object, up to PostgreSQL 16 each by itself. */
  private static final int MAX_HEAD_BYTES = 1 << 29;

  /**
   * Fills the database.
   *
   * @param staging an empty database
   * @throws VigieException {@code CHECKSUM_MISMATCH}, {@code COMPARISON_FAILED}, or with the code
   *     of what failed
   */
  void fill(
      Manifest manifest,
      List<Table> tables,
      ArchiveExcerpt schema,
      TableSelection selection,
      PgTools staging) {
    byte[] definitions = schema.only(selection.dumpIds()::contains);
    List<String> options = new ArrayList<>(List.of("--no-tablespaces"));
    if (selection.withoutOwners()) {
      options.add("--no-owner");
    }
    Crew.run(1, List.of(defining(staging, "pre-data", options, definitions)));
    Map<TableName, List<String>> columns = load(manifest, tables, selection, staging);
    compare(
        manifest, tables, columns, staging, defining(staging, "post-data", options, definitions));
  }

  private Crew.Piece defining(
      PgTools staging, String section, List<String> options, byte[] archive) {
    Tally tally = new Tally(progress, "restore " + section, archive.length);
    return crew -> {
      stream.restore(crew, staging, section, options, archive, Optional.empty());
      tally.add(archive.length);
    };
  }

  /** The columns of each table, in the order in which the backup has them. */
  private Map<TableName, List<String>> load(
      Manifest manifest, List<Table> tables, TableSelection selection, PgTools staging) {
    Map<TableName, List<String>> columns = new ConcurrentHashMap<>();
    long total = tables.stream().mapToLong(Table::bytes).sum();
    Tally tally = new Tally(progress, "restore data", total);
    RowsLoad rows = new RowsLoad(staging, manifest.database().dumpEncoding(), patience, tally);
    List<Crew.Piece> pieces = new ArrayList<>();
    List<Table> shared = new ArrayList<>();
    for (Table table : tables) {
      boolean alone = table.parts().size() == 1;
      for (Part part : table.parts()) {
        if (Manifest.isRows(part.archive())) {
          Function<Part, RowsSource> source = each -> range(manifest, each);
          List<Part> one = List.of(part);
          pieces.add(crew -> columns.put(name(table), rows.load(crew, table, one, source, alone)));
        } else {
          shared.add(table);
        }
      }
    }
    if (!shared.isEmpty() || !selection.sequences().isEmpty()) {
      ArchiveExcerpt data = head(manifest);
      for (Table table : shared) {
        TocEntry entry = entry(data, table);
        byte[] copy = entry.copyStatement().getBytes(StandardCharsets.UTF_8);
        columns.put(name(table), CopyHead.parse(copy, Manifest.DATA).columns());
        byte[] itsHead = data.only(id -> id == entry.dumpId());
        pieces.add(crew -> load(crew, manifest, table, itsHead, staging, tally));
      }
      pieces.add(crew -> setSequences(crew, selection, data, staging));
    }
    Crew.run(workers, pieces);
    return columns;
  }

  private RowsSource range(Manifest manifest, Part part) {
    return RowsSource.range(store(), manifest.require(part.archive()), part);
  }

  private void load(
      Crew crew, Manifest manifest, Table table, byte[] head, PgTools staging, Tally tally) {
    Part part = table.parts().getFirst();
    try (RangeDownload block =
        RangeDownload.open(
            store(),
            manifest.require(part.archive()),
            part.offset(),
            part.storedBytes(),
            part.skip(),
            part.bytes())) {
      stream.restore(crew, staging, "data", List.of(), head, Optional.of(block));
    }
    tally.add(table.bytes());
  }

  private static TocEntry entry(ArchiveExcerpt data, Table table) {
    return data.contents().entries().stream()
        .filter(each -> each.description().equals("TABLE DATA"))
        .filter(each -> each.namespace().equals(table.schema()))
        .filter(each -> each.tag().equals(table.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.ARCHIVE_DAMAGED,
                    "the data archive does not name table " + name(table)));
  }

  private void setSequences(
      Crew crew, TableSelection selection, ArchiveExcerpt data, PgTools staging) {
    List<Integer> values =
        data.contents().entries().stream()
            .filter(each -> each.description().equals("SEQUENCE SET"))
            .filter(
                each -> selection.sequences().contains(new TableName(each.namespace(), each.tag())))
            .map(TocEntry::dumpId)
            .toList();
    if (!values.isEmpty()) {
      byte[] archive = data.only(values::contains);
      stream.restore(crew, staging, "data", List.of(), archive, Optional.empty());
    }
  }

  /**
   * Header and table of contents of the data archive, which end where its first block begins; all
   * of it if it has no block.
   */
  private ArchiveExcerpt head(Manifest manifest) {
    StoredArchive archive = manifest.require(Manifest.DATA);
    long end =
        manifest.tables().stream()
            .flatMap(table -> table.parts().stream())
            .filter(part -> part.archive().equals(Manifest.DATA))
            .mapToLong(Part::offset)
            .min()
            .orElse(0);
    long storedBytes = end == 0 ? archive.storedBytes() : end;
    return ArchiveExcerpt.of(ArchiveDownload.head(store(), archive, storedBytes, MAX_HEAD_BYTES));
  }

  /**
   * Reads the rows back, beside what is made of them: no index and no constraint changes a row, and
   * whatever has to wait for a table waits for as long as that is read.
   */
  private void compare(
      Manifest manifest,
      List<Table> tables,
      Map<TableName, List<String>> columns,
      PgTools staging,
      Crew.Piece postData) {
    TableContents found = new TableContents();
    long total = tables.stream().mapToLong(Table::bytes).sum();
    Tally tally = new Tally(progress, "compare", total);
    TableReading reading =
        new TableReading(staging, manifest.database().dumpEncoding(), patience, tally);
    List<Crew.Piece> pieces = new ArrayList<>(List.of(postData));
    for (Table table : tables) {
      List<String> itsColumns = columns.getOrDefault(name(table), List.of());
      for (String query : reading.queries(name(table).quoted(), itsColumns, table.parts().size())) {
        pieces.add(crew -> found.add(table, reading.read(crew, query)));
      }
    }
    Crew.run(workers, pieces);
    List<String> differences = found.differences(tables);
    if (!differences.isEmpty()) {
      throw Comparison.failed(manifest, differences);
    }
  }

  private ObjectStore store() {
    return stream.store();
  }

  private static TableName name(Table table) {
    return new TableName(table.schema(), table.name());
  }
}
