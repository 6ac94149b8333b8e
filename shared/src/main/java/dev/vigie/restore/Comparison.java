package dev.vigie.restore;

import dev.vigie.archive.ArchiveContents;
import dev.vigie.archive.ArchiveListener;
import dev.vigie.archive.ArchiveReader;
import dev.vigie.archive.StructureDiff;
import dev.vigie.archive.TableContent;
import dev.vigie.archive.TableOfContents;
import dev.vigie.archive.TocEntry;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Kind;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StallGuard;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compares a restored database with its backup: it is dumped again, by the same program through the
 * same reader, and every table's rows and fingerprint and every object's definition must be what
 * the backup says.
 *
 * @param tools the restored database
 * @param patience how long pg_dump may write nothing
 * @param progress who hears how it goes
 */
record Comparison(PgTools tools, Duration patience, Progress progress) {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** How many differences a message names; there is no use in the rest. */
  private static final int NAMED = 10;

  /**
   * Compares.
   *
   * @param schema the table of contents of the backup's schema archive
   * @param data the table of contents of the backup's data archive
   * @param tablespaces whether the restored objects are in the tablespaces that they were in
   * @return definitions that PostgreSQL wrote in other words, equal in meaning
   * @throws VigieException {@code COMPARISON_FAILED} naming what differs
   */
  List<String> run(
      Manifest manifest, TableOfContents schema, TableOfContents data, boolean tablespaces) {
    String encoding = "--encoding=" + manifest.database().dumpEncoding();
    ArchiveContents restoredData =
        dump(manifest.require(Manifest.DATA).bytes(), encoding, "--section=data");
    ArchiveContents restoredSchema = dump(0, encoding, "--section=pre-data", "--section=post-data");
    StructureDiff structure =
        StructureDiff.between(
            both(schema, data)
                .map(entry -> tablespaces ? entry : entry.withoutTablespace())
                .toList(),
            both(restoredSchema.tableOfContents(), restoredData.tableOfContents()).toList());
    List<String> differences = new ArrayList<>(contents(manifest, restoredData));
    List<String> rewritten = new ArrayList<>();
    structure.rewritten().forEach(change -> rewritten.add(change.stored().label()));
    // Another major version writes definitions in its own words: there they are told, not refused.
    List<String> structural = sameMajor(schema, restoredSchema) ? differences : rewritten;
    structure.missing().forEach(entry -> structural.add(entry.label() + " is missing"));
    structure.added().forEach(entry -> structural.add(entry.label() + " is new"));
    structure.changed().forEach(change -> structural.add(change.stored().label() + " is changed"));
    if (!differences.isEmpty()) {
      String named = String.join("; ", differences.subList(0, Math.min(NAMED, differences.size())));
      throw new VigieException(
          ErrorCode.COMPARISON_FAILED,
          "the restored database differs from backup %s in %d places: %s"
              .formatted(manifest.backupId(), differences.size(), named));
    }
    return rewritten;
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

  private static List<String> contents(Manifest manifest, ArchiveContents restored) {
    Map<List<String>, String> found = new HashMap<>();
    for (TableContent content : restored.tables()) {
      found.put(
          List.of(content.entry().namespace(), content.entry().tag()),
          content.rows() + " rows, " + content.fingerprint());
    }
    List<String> differences = new ArrayList<>();
    String largeObjects = "0 rows, xxh3-128-sum:" + "0".repeat(32);
    for (Table table : manifest.tables()) {
      String expected = table.rows() + " rows, " + table.fingerprint();
      if (table.kind() == Kind.LARGE_OBJECTS) {
        largeObjects = expected;
      } else {
        String actual = found.remove(List.of(table.schema(), table.name()));
        if (!expected.equals(actual)) {
          differences.add(
              "table %s.%s has %s instead of %s"
                  .formatted(table.schema(), table.name(), actual, expected));
        }
      }
    }
    found.keySet().forEach(name -> differences.add("table " + String.join(".", name) + " is new"));
    String actual = restored.largeObjects() + " rows, " + restored.largeObjectFingerprint();
    if (!largeObjects.equals(actual)) {
      differences.add("the large objects are %s instead of %s".formatted(actual, largeObjects));
    }
    return differences;
  }

  private ArchiveContents dump(long expected, String... options) {
    List<String> arguments = new ArrayList<>(List.of("-Fc", "-Z0", "--no-password"));
    arguments.addAll(List.of(options));
    try (ArchiveReader reader = new ArchiveReader(ArchiveListener.none());
        PgProcess process = tools.start("pg_dump", arguments);
        StallGuard guard = StallGuard.watch("pg_dump", patience, process::kill)) {
      process.input().close();
      InputStream output = process.output();
      byte[] buffer = new byte[BUFFER_BYTES];
      long done = 0;
      for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
        reader.feed(buffer, 0, read);
        guard.moved(read);
        done += read;
        progress.advance("compare", done, Math.max(expected, done));
      }
      guard.check();
      process.awaitSuccess();
      return reader.finish();
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "what pg_dump wrote could not be read", e);
    }
  }
}
