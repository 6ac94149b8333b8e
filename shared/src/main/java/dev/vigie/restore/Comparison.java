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
import dev.vigie.postgres.SqlText;
import dev.vigie.transfer.Crew;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StallGuard;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Compares a restored database with its backup: it is read again, by the same programs through the
 * same reader, and every table's rows and fingerprint and every object's definition must be what
 * the backup says. The tables that the backup has apart are read apart here too, beside the rest.
 *
 * @param tools the restored database
 * @param patience how long a program may write nothing
 * @param progress who hears how it goes
 * @param workers how many read at once, 1 or more
 * @param analysed whether the planner's statistics are gathered meanwhile: a database that takes a
 *     living one's place is asked at once, any other one's are left to autovacuum
 */
record Comparison(
    PgTools tools, Duration patience, Progress progress, int workers, boolean analysed) {
  private static final int BUFFER_BYTES = 256 * 1024;

  private static final List<String> DEFINITIONS =
      List.of("--section=pre-data", "--section=post-data");

  /** How many differences a message names; there is no use in the rest. */
  private static final int NAMED = 10;

  /**
   * Compares.
   *
   * @param schema the table of contents of the backup's schema archive
   * @param data the table of contents of the backup's data archive
   * @param apart the tables that the backup has apart, each with its columns in the rows' order
   * @param tablespaces whether the restored objects are in the tablespaces that they were in
   * @return definitions that PostgreSQL wrote in other words, equal in meaning
   * @throws VigieException {@code COMPARISON_FAILED} naming what differs
   */
  List<String> run(
      Manifest manifest,
      TableOfContents schema,
      TableOfContents data,
      Map<Table, List<String>> apart,
      boolean tablespaces) {
    AtomicReference<ArchiveContents> definitions = new AtomicReference<>();
    AtomicReference<ArchiveContents> shared = new AtomicReference<>();
    TableContents found = new TableContents();
    long total = manifest.tables().stream().mapToLong(Table::bytes).sum();
    Tally tally = new Tally(progress, "compare", total);
    String encoding = manifest.database().dumpEncoding();
    Crew.Piece rows = crew -> shared.set(dump(crew, tally, encoding, sharedOptions(apart)));
    Crew.Piece others = crew -> definitions.set(dump(crew, tally, encoding, DEFINITIONS));
    List<Crew.Piece> readings =
        readings(apart, new TableReading(tools, encoding, patience, tally), found);
    Crew.run(workers, pieces(rows, readings, others));
    tally.end();
    found.addAll(shared.get());
    List<String> rewritten = new ArrayList<>();
    List<String> differences = new ArrayList<>(found.differences(manifest));
    structure(schema, data, definitions.get(), shared.get(), tablespaces, differences, rewritten);
    if (!differences.isEmpty()) {
      throw failed(manifest, differences);
    }
    return rewritten;
  }

  private List<Crew.Piece> pieces(
      Crew.Piece rows, List<Crew.Piece> readings, Crew.Piece definitions) {
    List<Crew.Piece> pieces = new ArrayList<>();
    if (LockRoom.of(tools).holdsTwoDumps()) {
      pieces.add(rows);
      pieces.addAll(readings);
      pieces.add(definitions);
    } else {
      pieces.add(
          crew -> {
            rows.run(crew);
            definitions.run(crew);
          });
      pieces.addAll(readings);
    }
    if (analysed) {
      pieces.add(this::analyse);
    }
    return pieces;
  }

  /** The failure that names what differs from the backup. */
  static VigieException failed(Manifest manifest, List<String> differences) {
    String named = String.join("; ", differences.subList(0, Math.min(NAMED, differences.size())));
    return new VigieException(
        ErrorCode.COMPARISON_FAILED,
        "what was restored differs from backup %s in %d places: %s"
            .formatted(manifest.backupId(), differences.size(), named));
  }

  private static List<String> sharedOptions(Map<Table, List<String>> apart) {
    List<String> options = new ArrayList<>(List.of("--section=data"));
    // In double quotes a pattern of pg_dump's stands for itself ("psql", Patterns).
    apart.keySet().forEach(table -> options.add("--exclude-table-data=" + quoted(table)));
    return options;
  }

  private static List<Crew.Piece> readings(
      Map<Table, List<String>> apart, TableReading reading, TableContents found) {
    List<Crew.Piece> pieces = new ArrayList<>();
    apart.entrySet().stream()
        .sorted(Comparator.comparingLong(each -> -each.getKey().bytes()))
        .forEach(
            each -> {
              Table table = each.getKey();
              int ranges = table.parts().size();
              for (String query : reading.queries(quoted(table), each.getValue(), ranges)) {
                pieces.add(crew -> found.add(table, reading.read(crew, query)));
              }
            });
    return pieces;
  }

  private void analyse(Crew crew) {
    try (PgProcess psql = crew.watch(tools.psql().start("ANALYZE;\n"))) {
      psql.input().close();
      psql.awaitSuccess();
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "psql's input failed", e);
    }
  }

  private static String quoted(Table table) {
    return SqlText.identifier(table.schema()) + "." + SqlText.identifier(table.name());
  }

  private static void structure(
      TableOfContents schema,
      TableOfContents data,
      ArchiveContents restoredSchema,
      ArchiveContents restoredData,
      boolean tablespaces,
      List<String> differences,
      List<String> rewritten) {
    StructureDiff structure =
        StructureDiff.between(
            both(schema, data)
                .map(entry -> tablespaces ? entry : entry.withoutTablespace())
                .toList(),
            both(restoredSchema.tableOfContents(), restoredData.tableOfContents()).toList());
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

  private ArchiveContents dump(Crew crew, Tally tally, String encoding, List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("-Fc", "-Z0", "--no-password"));
    arguments.add("--encoding=" + encoding);
    arguments.addAll(options);
    try (ArchiveReader reader = new ArchiveReader(ArchiveListener.none());
        PgProcess process = crew.watch(tools.start("pg_dump", arguments));
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
