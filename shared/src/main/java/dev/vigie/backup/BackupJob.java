package dev.vigie.backup;

import dev.vigie.backup.DatabaseDump.Dumps;
import dev.vigie.backup.DatabaseDump.RowsResult;
import dev.vigie.backup.DatabaseDump.Source;
import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Archive;
import dev.vigie.config.Program;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.postgres.DatabaseFacts;
import dev.vigie.postgres.Omission;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.ServerVersion;
import dev.vigie.postgres.Snapshot;
import dev.vigie.postgres.StoredTable;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import dev.vigie.transfer.PartBuffers;
import dev.vigie.transfer.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Backs one database up: roles, schema and data of one snapshot, straight into the bucket,
 * committed by the manifest, which is written last. Whatever fails before leaves no backup, and no
 * upload open. Thread-safe.
 */
public final class BackupJob {
  /** Longer than a checkpoint or a busy disk stalls a server; shorter than anybody would wait. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** How many omissions a message names. */
  private static final int NAMED = 10;

  private final ObjectStore store;
  private final Clock clock;
  private final Progress progress;
  private final BackupSettings settings;
  private final Duration patience;

  /** A job for this bucket. */
  public BackupJob(ObjectStore store, Clock clock, Progress progress, BackupSettings settings) {
    this(store, clock, progress, settings, PATIENCE);
  }

  BackupJob(
      ObjectStore store,
      Clock clock,
      Progress progress,
      BackupSettings settings,
      Duration patience) {
    this.store = store;
    this.clock = clock;
    this.progress = progress;
    this.settings = settings;
    this.patience = patience;
  }

  /**
   * Makes the backup.
   *
   * @param id of the operation, which becomes the backup's
   * @param server the client programs; the work names the database
   * @return the manifest that commits it
   * @throws VigieException {@code DATABASE_LEASED} if another backup of the database is under way,
   *     {@code LOCK_TIMEOUT} if somebody holds a table for too long, {@code LOCK_TABLE_FULL} or
   *     {@code TABLE_REWRITTEN} if there are more tables than can be held, {@code DUMP_INCOMPLETE}
   *     if something would be left out, {@code OBJECT_EXISTS} if this one exists, or with the code
   *     of what failed
   */
  public Manifest run(OperationId id, Work.Backup work, PgTools server) {
    PgTools tools = server.on(work.database());
    List<String> missing = settings.beside().missing();
    requireNothing(missing);
    try (Snapshot snapshot = Snapshot.take(tools, settings.lockTimeout())) {
      Instant startedAt = clock.instant();
      List<Omission> omissions = snapshot.omissions();
      requireNothing(refused(omissions));
      List<StoredTable> tables = snapshot.tables();
      Dumps dumps = dump(id, work, tools, snapshot, tables);
      List<String> omitted = new ArrayList<>(omitted(omissions, tables, dumps));
      snapshot.end();
      RecoveryDump.Dumped beside = dumpBeside(id, work);
      omitted.addAll(missing);
      omitted.addAll(beside.omitted());
      Manifest manifest = manifest(id, work, snapshot.facts(), startedAt, dumps, beside, omitted);
      new JsonDocuments(store)
          .put(manifest.key(), manifest, work.tier().tags(), WriteCondition.IF_ABSENT);
      return manifest;
    }
  }

  private RecoveryDump.Dumped dumpBeside(OperationId id, Work.Backup work) {
    String folder = BucketLayout.backupObject(work.cluster(), work.database(), id.value(), "");
    try (PartBuffers buffers = PartBuffers.forUploads(1)) {
      Uploads uploads = new Uploads(store, folder, work.tier().tags(), buffers, 1);
      return new RecoveryDump(uploads, patience, progress).dump(settings.beside());
    }
  }

  private Dumps dump(
      OperationId id,
      Work.Backup work,
      PgTools tools,
      Snapshot snapshot,
      List<StoredTable> tables) {
    DatabaseFacts facts = snapshot.facts();
    DumpPlan plan =
        DumpPlan.of(
            tables,
            ServerVersion.ofNumber(facts.serverVersionNum()).major(),
            settings.workers(),
            facts.dumpEncoding().equals("UTF8"),
            settings.sizes());
    Source source =
        new Source(
            work.database(),
            snapshot.id(),
            facts.dumpEncoding(),
            snapshot.columns(plan.apart().stream().map(StoredTable::oid).toList()),
            snapshot.room().holdsTwoDumps(),
            snapshot::requireUnchanged);
    String folder = BucketLayout.backupObject(work.cluster(), work.database(), id.value(), "");
    int workers = DatabaseDump.workers(plan, settings);
    try (PartBuffers buffers = PartBuffers.forUploads(workers)) {
      // Where others keep the cores busy, a thread more for each would only cost memory.
      Uploads uploads =
          new Uploads(store, folder, work.tier().tags(), buffers, settings.workers() == 1 ? 1 : 0);
      return new DatabaseDump(tools, source, plan, settings, patience, progress).run(uploads);
    } catch (VigieException e) {
      throw causeOf(e, snapshot);
    }
  }

  /** Without the snapshot nothing could go well: where it was lost, that is the failure to tell. */
  private static VigieException causeOf(VigieException failure, Snapshot snapshot) {
    if (failure.code() == ErrorCode.LOCK_TIMEOUT) {
      return snapshot.named(failure);
    }
    if (failure.code() != ErrorCode.CLIENT_FAILED
        && failure.code() != ErrorCode.DATABASE_UNAVAILABLE) {
      return failure;
    }
    try {
      snapshot.check();
      return failure;
    } catch (VigieException lost) {
      lost.addSuppressed(failure);
      return lost;
    }
  }

  private static List<String> refused(List<Omission> omissions) {
    return omissions.stream()
        .filter(omission -> !omission.deliberate())
        .map(Omission::sentence)
        .toList();
  }

  private void requireNothing(List<String> omitted) {
    if (!omitted.isEmpty() && !settings.allowOmissions()) {
      throw new VigieException(
          ErrorCode.DUMP_INCOMPLETE,
          "the backup would lack %d things: %s"
              .formatted(
                  omitted.size(),
                  String.join("; ", omitted.subList(0, Math.min(NAMED, omitted.size())))));
    }
  }

  /** What is not in the dumps, if that may be. */
  private List<String> omitted(List<Omission> known, List<StoredTable> tables, Dumps dumps) {
    List<String> unforeseen = new ArrayList<>(dumps.schema().warnings());
    unforeseen.addAll(dumps.data().warnings());
    unforeseen.addAll(dumps.globals().copied().warnings());
    List<StoredTable> lost = DumpedTables.lost(tables, dumps);
    // A standby has no rows of unlogged tables, which the omissions name.
    boolean standby = refused(known).stream().anyMatch(each -> each.contains("standby"));
    lost.stream()
        .filter(table -> !(standby && table.unlogged()))
        .forEach(table -> unforeseen.add("the rows of table " + table.sql()));
    List<String> distinct = unforeseen.stream().distinct().toList();
    requireNothing(distinct);
    return Stream.of(
            known.stream().map(Omission::sentence),
            dumps.globals().omitted().stream(),
            distinct.stream())
        .flatMap(each -> each)
        .toList();
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

  private Manifest manifest(
      OperationId id,
      Work.Backup work,
      DatabaseFacts facts,
      Instant startedAt,
      Dumps dumps,
      RecoveryDump.Dumped beside,
      List<String> omitted) {
    List<Archive> archives = archives(dumps);
    archives.addAll(beside.archives());
    return new Manifest(
        Manifest.SCHEMA_VERSION,
        id,
        work.cluster(),
        work.tier(),
        startedAt,
        clock.instant(),
        Program.VERSION,
        dumps.data().contents().tableOfContents().dumpVersion(),
        facts,
        archives,
        DumpedTables.of(dumps),
        omitted,
        Optional.of(beside.recovery()).filter(recovery -> !recovery.isEmpty()));
  }

  private static List<Archive> archives(Dumps dumps) {
    List<Archive> archives = new ArrayList<>();
    archives.add(new Archive(Manifest.GLOBALS, dumps.globals().copied().object()));
    archives.add(new Archive(Manifest.SCHEMA, dumps.schema().object()));
    archives.add(new Archive(Manifest.DATA, dumps.data().object()));
    for (RowsResult rows : dumps.rows()) {
      archives.add(new Archive(rows.archive(), rows.copied().object()));
    }
    return archives;
  }
}
