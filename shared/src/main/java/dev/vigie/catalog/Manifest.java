package dev.vigie.catalog;

import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.postgres.DatabaseFacts;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.transfer.StoredArchive;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What commits a backup: it exists if, and only if, its manifest does. Every field is described in
 * {@code docs/format.md}.
 *
 * @param schemaVersion of this form, {@value #SCHEMA_VERSION}
 * @param backupId the backup, and the operation that made it
 * @param cluster the name under which the fleet knows the PostgreSQL server
 * @param tier how long it is kept: daily, weekly, monthly or yearly
 * @param startedAt when the snapshot was taken
 * @param endedAt when the last archive was stored
 * @param producer program and version that wrote it, for example {@code vigie 0.1.0}
 * @param dumpedBy {@code pg_dump}'s version, for example {@code 15.18}
 * @param database what the database is beside its contents
 * @param archives the objects, in the order in which a restore wants them
 * @param tables every table that has data of its own, and the large objects
 * @param omitted what the backup deliberately lacks, a sentence each
 * @param recovery what the application needs beside the database; empty where nobody said
 */
public record Manifest(
    int schemaVersion,
    OperationId backupId,
    String cluster,
    Tier tier,
    Instant startedAt,
    Instant endedAt,
    String producer,
    String dumpedBy,
    DatabaseFacts database,
    List<Archive> archives,
    List<Table> tables,
    List<String> omitted,
    Optional<Recovery> recovery) {
  /** The form that this program writes, and the newest that it reads. */
  public static final int SCHEMA_VERSION = 1;

  /** The roles of the cluster, {@code pg_dumpall --globals-only}. */
  public static final String GLOBALS = "globals.sql.zst";

  /** Everything but data: {@code pg_dump -Fc} of the sections pre-data and post-data. */
  public static final String SCHEMA = "schema.dump.zst";

  /** The data that is not taken apart: {@code pg_dump -Fc --section=data}. */
  public static final String DATA = "data-0001.dump.zst";

  private static final String ROWS = "rows-";

  /**
   * The name of an archive that holds rows of one big table, as text for {@code psql}.
   *
   * @param number 1 or more
   */
  public static String rowsName(int number) {
    return String.format(Locale.ROOT, "%s%04d.sql.zst", ROWS, number);
  }

  /** The name of the archive that holds the files of a volume. */
  public static String volumeName(String volume) {
    return "volumes/" + volume + ".tar.zst";
  }

  /** Whether an archive of that name holds rows of one big table. */
  public static boolean isRows(String name) {
    return name.startsWith(ROWS);
  }

  /**
   * Refuses a form from the future.
   *
   * @throws VigieException {@code MANIFEST_INVALID}
   */
  public Manifest {
    JsonDocuments.checkVersion("manifest", schemaVersion, SCHEMA_VERSION);
    archives = List.copyOf(archives);
    tables = List.copyOf(tables);
    omitted = List.copyOf(omitted);
  }

  /**
   * One object of the backup.
   *
   * @param name its file name in the backup's folder
   * @param object where and how it is stored
   */
  public record Archive(String name, StoredArchive object) {}

  /**
   * The content of one table.
   *
   * @param schema its schema; empty for {@link Kind#LARGE_OBJECTS}
   * @param name its name
   * @param kind what it is
   * @param rows how many, or how many large objects
   * @param bytes in pg_dump's text form, or the large objects' own
   * @param fingerprint of the rows, independent of their order, for example {@code
   *     xxh3-128-sum:0f…}
   * @param parts where its data lies, one part or more, in the table's order; together they are all
   *     of it
   */
  public record Table(
      String schema,
      String name,
      Kind kind,
      long rows,
      long bytes,
      String fingerprint,
      List<Part> parts) {
    /** Keeps a copy of the parts. */
    public Table {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Where some of a table's data lies, so that it can be read by a range request alone: read {@code
   * storedBytes} from {@code offset}, decompress, pass over {@code skip} bytes and take {@code
   * bytes}.
   *
   * @param archive the name of the archive that holds it
   * @param offset byte of the object at which the zstd frame begins in which the data begins
   * @param storedBytes from there to the end of the last frame that holds some of it
   * @param skip bytes of those frames' content before the data
   * @param bytes of the data: in an archive of pg_dump's the whole data block as the format has it,
   *     in an archive of rows the rows with their line feeds
   */
  public record Part(String archive, long offset, long storedBytes, long skip, long bytes) {
    /** Refuses what is no range, with {@code MANIFEST_INVALID}. */
    public Part {
      if (offset < 0 || storedBytes < 0 || skip < 0 || bytes < 0) {
        throw new VigieException(
            ErrorCode.MANIFEST_INVALID,
            "no part of %s: offset %d, storedBytes %d, skip %d, bytes %d"
                .formatted(archive, offset, storedBytes, skip, bytes));
      }
    }
  }

  /** What a {@link Table} is. */
  public enum Kind {
    /** A table, a partition, or an unlogged table. */
    TABLE,
    /** The database's large objects, all together. */
    LARGE_OBJECTS
  }

  /** The archive of that name. */
  public Optional<Archive> archive(String name) {
    return archives.stream().filter(archive -> archive.name().equals(name)).findFirst();
  }

  /**
   * The archive of that name, which a restore cannot do without.
   *
   * @throws VigieException {@code MANIFEST_INVALID} if the manifest names none
   */
  public StoredArchive require(String name) {
    return archive(name)
        .map(Archive::object)
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.MANIFEST_INVALID,
                    "the manifest of backup " + backupId + " names no " + name));
  }

  /**
   * What a backup cannot be without: the roles, the schema, the data, and the archives of every
   * table and volume.
   *
   * @throws VigieException {@code MANIFEST_INVALID} if the manifest does not name them all
   */
  public void requireAll() {
    List.of(GLOBALS, SCHEMA, DATA).forEach(this::require);
    tables.stream().flatMap(table -> table.parts().stream()).forEach(this::requireWithin);
    volumes().forEach(volume -> require(volume.archive()));
  }

  private void requireWithin(Part part) {
    StoredArchive object = require(part.archive());
    if (part.storedBytes() > object.storedBytes() - part.offset()) {
      throw new VigieException(
          ErrorCode.MANIFEST_INVALID,
          "the manifest of backup %s names a part of %s that ends behind its %d bytes"
              .formatted(backupId, part.archive(), object.storedBytes()));
    }
  }

  /** The same backup, with its objects elsewhere. */
  public Manifest withArchives(List<Archive> elsewhere) {
    return new Manifest(
        schemaVersion,
        backupId,
        cluster,
        tier,
        startedAt,
        endedAt,
        producer,
        dumpedBy,
        database,
        elsewhere,
        tables,
        omitted,
        recovery);
  }

  /** The archives of the application's files. */
  public List<Recovery.VolumeArchive> volumes() {
    return recovery.map(Recovery::volumes).orElse(List.of());
  }

  /** Bytes before compression, of all archives. */
  public long bytes() {
    return archives.stream().mapToLong(archive -> archive.object().bytes()).sum();
  }

  /** Bytes in the bucket, of all archives. */
  public long storedBytes() {
    return archives.stream().mapToLong(archive -> archive.object().storedBytes()).sum();
  }

  /** Rows of all tables. */
  public long rows() {
    return tables.stream().filter(table -> table.kind() == Kind.TABLE).mapToLong(Table::rows).sum();
  }

  /** How long it took. */
  public Duration duration() {
    return Duration.between(startedAt, endedAt);
  }

  /** The key under which this manifest stands. */
  public String key() {
    return BucketLayout.manifest(cluster, database.name(), backupId.value());
  }

  /** The key under which the archive of that name stands. */
  public String key(String archive) {
    return BucketLayout.backupObject(cluster, database.name(), backupId.value(), archive);
  }
}
