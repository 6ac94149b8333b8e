package dev.vigie.restore;

import dev.vigie.archive.ArchiveContents;
import dev.vigie.archive.ArchiveListener;
import dev.vigie.archive.ArchiveReader;
import dev.vigie.archive.StructureDiff;
import dev.vigie.archive.TableOfContents;
import dev.vigie.archive.TocEntry;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.LockRoom;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.TableName;
import dev.vigie.transfer.Crew;
import dev.vigie.transfer.StallGuard;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Compares a restored database with its backup: it is read again, by the same programs through the
 * same reader, and every table's rows and fingerprint and every object's definition must be what
 * the backup says. The tables that the backup has apart are read apart here too. Thread-safe.
 */
final class Comparison {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** Of pg_restore: all objects are in the default tablespace. */
  static final String NO_TABLESPACES = "--no-tablespaces";

  private static final List<String> DEFINITIONS =
      List.of("--section=pre-data", "--section=post-data");

  /** How many differences a message names; there is no use in the rest. */
  private static final int NAMED = 10;

  private final Manifest manifest;
  private final PgTools tools;
  private final Duration patience;
  private final Tally tally;
  private final int workers;
  private final Reference reference;
  private final RestoreListener listener;
  private final TableReading reading;
  private final TableContents found = new TableContents();

  /**
   * @param tools the restored database
   * @param patience how long a program may write nothing
   * @param tally who hears how it goes
   * @param workers how many read at once, 1 or more
   * @param reference is asked where a definition came back in other words
   * @param listener hears of all that differs
   */
  Comparison(
      Manifest manifest,
      PgTools tools,
      Duration patience,
      Tally tally,
      int workers,
      Reference reference,
      RestoreListener listener) {
    this.manifest = manifest;
    this.tools = tools;
    this.patience = patience;
    this.tally = tally;
    this.workers = workers;
    this.reference = reference;
    this.listener = listener;
    this.reading = new TableReading(tools, manifest.database().dumpEncoding(), patience, tally);
  }

  /**
   * The work of reading a table that the backup has apart, to be done before {@link #finish} and
   * once all its rows are there. What is made of them later changes none.
   *
   * @param columns in the rows' order
   */
  List<Crew.Piece> readings(Table table, List<String> columns) {
    TableName name = new TableName(table.schema(), table.name());
    List<Crew.Piece> pieces = new ArrayList<>();
    for (String query : reading.queries(name.quoted(), columns, table.parts().size())) {
      pieces.add(crew -> found.add(table, reading.read(crew, query)));
    }
    return pieces;
  }

  /**
   * Reads what has not been read yet, and compares.
   *
   * @param schema the table of contents of the backup's schema archive
   * @param data the table of contents of the backup's data archive
   * @param options with which the definitions were restored
   * @param analysed whether the planner's statistics are gathered meanwhile: a database that takes
   *     a living one's place is asked at once, any other one's are left to autovacuum
   * @return definitions that PostgreSQL wrote in other words, equal in meaning
   * @throws VigieException {@code COMPARISON_FAILED} naming what differs
   */
  List<String> finish(
      TableOfContents schema, TableOfContents data, List<String> options, boolean analysed) {
    AtomicReference<ArchiveContents> definitions = new AtomicReference<>();
    AtomicReference<ArchiveContents> shared = new AtomicReference<>();
    Crew.Piece rows = crew -> shared.set(dump(crew, tools, sharedOptions()));
    Crew.Piece others = crew -> definitions.set(dump(crew, tools, DEFINITIONS));
    List<Crew.Piece> pieces = new ArrayList<>();
    if (LockRoom.of(tools).holdsTwoDumps()) {
      pieces.add(rows);
      pieces.add(others);
    } else {
      pieces.add(
          crew -> {
            rows.run(crew);
            others.run(crew);
          });
    }
    if (analysed) {
      pieces.add(this::analyse);
    }
    Crew.run(workers, pieces);
    tally.end();
    found.addAll(shared.get());
    List<String> rewritten = new ArrayList<>();
    List<String> differences = new ArrayList<>(found.differences(manifest));
    structure(schema, data, definitions.get(), shared.get(), options, differences, rewritten);
    if (!differences.isEmpty()) {
      listener.differs(List.copyOf(differences));
      throw failed(manifest, differences);
    }
    return rewritten;
  }

  /** The failure that names what differs from the backup. */
  static VigieException failed(Manifest manifest, List<String> differences) {
    String named = String.join("; ", differences.subList(0, Math.min(NAMED, differences.size())));
    return new VigieException(
        ErrorCode.COMPARISON_FAILED,
        "what was restored differs from backup %s in %d places: %s"
            .formatted(manifest.backupId(), differences.size(), named));
  }

  private List<String> sharedOptions() {
    List<String> options = new ArrayList<>(List.of("--section=data"));
    // In double quotes a pattern of pg_dump's stands for itself ("psql", Patterns).
    BigTables.of(manifest)
        .forEach(
            table ->
                options.add(
                    "--exclude-table-data="
                        + new TableName(table.schema(), table.name()).quoted()));
    return options;
  }

  private void analyse(Crew crew) {
    try (PgProcess psql = crew.watch(tools.psql().start("ANALYZE;\n"))) {
      psql.input().close();
      psql.awaitSuccess();
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "psql's input failed", e);
    }
  }

  private void structure(
      TableOfContents schema,
      TableOfContents data,
      ArchiveContents restoredSchema,
      ArchiveContents restoredData,
      List<String> options,
      List<String> differences,
      List<String> rewritten) {
    boolean tablespaces = !options.contains(NO_TABLESPACES);
    StructureDiff structure =
        StructureDiff.between(
            both(schema, data)
                .map(entry -> tablespaces ? entry : entry.withoutTablespace())
                .toList(),
            both(restoredSchema.tableOfContents(), restoredData.tableOfContents()).toList());
    if (!structure.rewritten().isEmpty()) {
      ArchiveContents asWritten =
          reference.read(manifest, options, (crew, database) -> dump(crew, database, DEFINITIONS));
      StructureDiff exact =
          StructureDiff.between(asWritten.tableOfContents(), restoredSchema.tableOfContents());
      exact.rewritten().forEach(it -> differences.add(it.stored().label() + " is changed"));
    }
    structure.rewritten().forEach(change -> rewritten.add(change.stored().label()));
    // Another major version writes definitions in its own words: there they are told, not refused.
    List<String> structural = sameMajor(schema, restoredSchema) ? differences : rewritten;
    structure.missing().forEach(entry -> structural.add(entry.label() + " is missing"));
    structure.added().forEach(entry -> structural.add(entry.label() + " is new"));
    structure.changed().forEach(change -> structural.add(change.stored().label() + " is changed"));
  }

  private static Stream<TocEntry> both(TableOfContents one, TableOfContents other) {
    return Stream.concat(one.entries().stream(), other.entries().stream());
  }

  private static boolean sameMajor(TableOfContents stored, ArchiveContents restored) {
    return major(stored.serverVersion()).equals(major(restored.tableOfContents().serverVersion()));
  }

  private static String major(String version) {
    return version.replaceFirst("\\D.*", "");
  }

  private ArchiveContents dump(Crew crew, PgTools database, List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("-Fc", "-Z0", "--no-password"));
    arguments.add("--encoding=" + manifest.database().dumpEncoding());
    arguments.addAll(options);
    try (ArchiveReader reader = new ArchiveReader(ArchiveListener.none());
        PgProcess process = crew.watch(database.start("pg_dump", arguments));
        StallGuard guard = StallGuard.watch("pg_dump", patience, process::kill)) {
      process.input().close();
      InputStream output = process.output();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
        reader.feed(buffer, 0, read);
        guard.moved(read);
        tally.add(read);
      }
      guard.check();
      process.awaitSuccess();
      return reader.finish();
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "what pg_dump wrote could not be read", e);
    }
  }
}
