package dev.vigie.backup;

import dev.vigie.archive.ArchiveContents;
import dev.vigie.archive.BlockContent;
import dev.vigie.archive.LargeObjectContent;
import dev.vigie.archive.TableContent;
import dev.vigie.backup.DumpStream.Dumped;
import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Archive;
import dev.vigie.catalog.Manifest.Part;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.Snapshot;
import dev.vigie.postgres.SqlText;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StoredArchive;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Backs one database up: roles, schema and data of one snapshot, straight into the bucket,
 * committed by the manifest, which is written last. Whatever fails before leaves no backup, and no
 * upload open. Thread-safe.
 */
public final class BackupJob {
  /** Longer than a checkpoint or a busy disk stalls a server; shorter than anybody would wait. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final List<String> NO_PASSWORDS =
      List.of("role passwords: the user of the backup may not read pg_authid");

  private static final String PRODUCER = "vigie 0.1.0";

  private final ObjectStore store;
  private final Clock clock;
  private final Progress progress;
  private final Duration patience;

  /** A job for this bucket. */
  public BackupJob(ObjectStore store, Clock clock, Progress progress) {
    this(store, clock, progress, PATIENCE);
  }

  BackupJob(ObjectStore store, Clock clock, Progress progress, Duration patience) {
    this.store = store;
    this.clock = clock;
    this.progress = progress;
    this.patience = patience;
  }

  /**
   * Makes the backup.
   *
   * @param id of the operation, which becomes the backup's
   * @param server the client programs; the work names the database
   * @return the manifest that commits it
   * @throws VigieException {@code DATABASE_LEASED} if another backup of the database is under way,
   *     {@code OBJECT_EXISTS} if this one exists, or with the code of what failed
   */
  public Manifest run(OperationId id, Work.Backup work, PgTools server) {
    PgTools tools = server.on(work.database());
    try (Snapshot snapshot = Snapshot.take(tools)) {
      Instant startedAt = clock.instant();
      Dump dump = new Dump(id, work, tools, snapshot);
      Dumps dumps = dump.all();
      snapshot.end();
      Manifest manifest = manifest(id, work, snapshot, startedAt, dumps);
      new JsonDocuments(store)
          .put(manifest.key(), manifest, work.tier().tags(), WriteCondition.IF_ABSENT);
      return manifest;
    }
  }

  /** What to tell of a backup that was made. */
  public static Report.Backup report(Manifest manifest) {
    return new Report.Backup(
        manifest.key(),
        (int) manifest.tables().stream().filter(t -> t.kind() == Manifest.Kind.TABLE).count(),
        manifest.rows(),
        manifest.bytes(),
        manifest.storedBytes());
  }

  private record Dumps(Globals globals, Dumped schema, Dumped data) {}

  /** The roles, and what had to be left out of them. */
  private record Globals(StoredArchive object, List<String> omitted) {}

  /** The dumps of one backup, which share its snapshot. */
  private final class Dump {
    private final OperationId id;
    private final Work.Backup work;
    private final PgTools tools;
    private final Snapshot snapshot;
    private final DumpStream stream;

    Dump(OperationId id, Work.Backup work, PgTools tools, Snapshot snapshot) {
      this.id = id;
      this.work = work;
      this.tools = tools;
      this.snapshot = snapshot;
      this.stream = new DumpStream(store, work.tier().tags(), patience, progress);
    }

    /** Roles and schema are small, and are dumped beside the data. */
    Dumps all() {
      try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Globals> globals = beside.submit(this::globals);
        Future<Dumped> schema = beside.submit(this::schema);
        Dumped data = data();
        return new Dumps(globals.get(), schema.get(), data);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof VigieException failure) {
          throw failure;
        }
        throw new VigieException(ErrorCode.INTERNAL, "a dump failed", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while dumping", e);
      }
    }

    private Dumped schema() {
      List<String> sections = List.of("--section=pre-data", "--section=post-data");
      return stream.dump(tools, key(Manifest.SCHEMA), arguments(sections), 0);
    }

    private Dumped data() {
      List<String> sections = List.of("--section=data");
      return stream.dump(tools, key(Manifest.DATA), arguments(sections), snapshot.facts().bytes());
    }

    /** Only a superuser may read passwords; managed services give nobody that right. */
    private Globals globals() {
      try {
        return new Globals(globalsArchive("--globals-only"), List.of());
      } catch (VigieException e) {
        if (e.code() != ErrorCode.DATABASE_PERMISSION) {
          throw e;
        }
        return new Globals(globalsArchive("--globals-only", "--no-role-passwords"), NO_PASSWORDS);
      }
    }

    private StoredArchive globalsArchive(String... options) {
      List<String> arguments = new ArrayList<>(List.of(options));
      arguments.add("--no-password");
      arguments.add("--database=dbname=" + SqlText.connectionValue(work.database()));
      return stream.copy(tools, "pg_dumpall", key(Manifest.GLOBALS), arguments);
    }

    /**
     * Uncompressed, for what pg_dump compresses can be neither read in passing nor made smaller.
     */
    private List<String> arguments(List<String> sections) {
      List<String> arguments = new ArrayList<>(List.of("-Fc", "-Z0", "--no-password"));
      arguments.add("--encoding=" + snapshot.facts().dumpEncoding());
      arguments.add("--snapshot=" + snapshot.id());
      arguments.addAll(sections);
      return arguments;
    }

    private String key(String name) {
      return BucketLayout.backupObject(work.cluster(), work.database(), id.value(), name);
    }
  }

  private Manifest manifest(
      OperationId id, Work.Backup work, Snapshot snapshot, Instant startedAt, Dumps dumps) {
    return new Manifest(
        Manifest.SCHEMA_VERSION,
        id,
        work.cluster(),
        work.tier(),
        startedAt,
        clock.instant(),
        PRODUCER,
        dumps.data().contents().tableOfContents().dumpVersion(),
        snapshot.facts(),
        List.of(
            new Archive(Manifest.GLOBALS, dumps.globals().object()),
            new Archive(Manifest.SCHEMA, dumps.schema().object()),
            new Archive(Manifest.DATA, dumps.data().object())),
        tables(dumps.data()),
        dumps.globals().omitted());
  }

  private static List<Table> tables(Dumped data) {
    ArchiveContents contents = data.contents();
    List<Table> tables = new ArrayList<>();
    for (TableContent content : contents.tables()) {
      tables.add(
          new Table(
              content.entry().namespace(),
              content.entry().tag(),
              Manifest.Kind.TABLE,
              content.rows(),
              content.bytes(),
              content.fingerprint().toString(),
              List.of(part(data.object(), content))));
    }
    if (contents.largeObjects() > 0) {
      tables.add(
          new Table(
              "",
              "",
              Manifest.Kind.LARGE_OBJECTS,
              contents.largeObjects(),
              contents.largeObjectBytes(),
              contents.largeObjectFingerprint().toString(),
              contents.blocks().stream()
                  .filter(LargeObjectContent.class::isInstance)
                  .map(block -> part(data.object(), block))
                  .toList()));
    }
    return tables;
  }

  private static Part part(StoredArchive object, BlockContent block) {
    return new Part(Manifest.DATA, 0, object.storedBytes(), block.offset(), block.length());
  }
}
