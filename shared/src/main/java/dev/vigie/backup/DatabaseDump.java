package dev.vigie.backup;

import dev.vigie.backup.DumpPlan.Rows;
import dev.vigie.backup.DumpStream.Copied;
import dev.vigie.backup.DumpStream.Dumped;
import dev.vigie.backup.DumpStream.RowsCopied;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.SqlText;
import dev.vigie.postgres.StoredTable;
import dev.vigie.postgres.TableCopier;
import dev.vigie.transfer.Crew;
import dev.vigie.transfer.Crew.Registration;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StallGuard;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * All dumps of one backup, by several workers. Each takes the next task when it has done one. First
 * come pg_dump's, for these lock every table when they begin: the sooner, the less likely somebody
 * waits in front of them who waits for the backup to end. Then the rows, the largest first. Used
 * once.
 */
final class DatabaseDump {
  /** Of roles and of a schema, which nobody knows before; only the progress asks. */
  private static final long SMALL = 1024 * 1024;

  private final PgTools tools;
  private final Source source;
  private final DumpPlan plan;
  private final BackupSettings settings;
  private final Duration patience;
  private final BackupProgress progress;
  private final Queue<Task> tasks = new ArrayDeque<>();
  private final SortedMap<Integer, RowsResult> rows = new ConcurrentSkipListMap<>();
  private volatile @Nullable Globals globals;
  private volatile @Nullable Dumped schema;
  private volatile @Nullable Dumped data;

  /**
   * What is dumped.
   *
   * @param database its name
   * @param snapshot its snapshot's
   * @param encoding of the dumps
   * @param columns of the tables that are apart, by their OID
   * @param roomForTwo whether the server has room for the locks of two dumps of pg_dump's
   * @param unchanged makes sure that the snapshot shows what is in the tables, once these are
   *     locked
   */
  record Source(
      String database,
      String snapshot,
      String encoding,
      Map<Long, String> columns,
      boolean roomForTwo,
      Runnable unchanged) {}

  /** The roles, and what had to be left out of them. */
  record Globals(Copied copied, List<String> omitted) {}

  /** One archive of rows. */
  record RowsResult(Rows rows, RowsCopied copied) {
    String archive() {
      return Manifest.rowsName(rows.number());
    }
  }

  /** All that was stored; the rows in the order of their numbers. */
  record Dumps(Globals globals, Dumped schema, Dumped data, List<RowsResult> rows) {}

  /** One archive to make. */
  @FunctionalInterface
  private interface Task {
    void run(DumpStream stream, @Nullable TableCopier copier);
  }

  DatabaseDump(
      PgTools tools,
      Source source,
      DumpPlan plan,
      BackupSettings settings,
      Duration patience,
      Progress progress) {
    this.tools = tools;
    this.source = source;
    this.plan = plan;
    this.settings = settings;
    this.patience = patience;
    long apart = plan.rows().stream().mapToLong(Rows::bytes).sum();
    this.progress = new BackupProgress(progress, 2 * SMALL + sharedBytes() + apart);
    if (source.roomForTwo()) {
      tasks.add((stream, copier) -> schema = schema(stream));
      tasks.add((stream, copier) -> data = data(stream));
    } else {
      tasks.add(this::oneAfterTheOther);
    }
    tasks.add((stream, copier) -> globals = globals(stream));
    plan.rows()
        .forEach(
            each ->
                tasks.add((stream, copier) -> rows.put(each.number(), rows(each, stream, copier))));
  }

  /** How many workers have something to do. */
  static int workers(DumpPlan plan, BackupSettings settings) {
    return Math.min(settings.workers(), 3 + plan.rows().size());
  }

  /**
   * Makes every archive.
   *
   * @throws VigieException the first failure; nothing is left of what was not stored whole
   */
  Dumps run(Uploads uploads) {
    int workers = workers(plan, settings);
    // Each piece is a worker's session, which lasts from its first task to its last.
    Crew.run(
        workers,
        Collections.nCopies(workers, crew -> work(new DumpStream(uploads, patience, crew))));
    return new Dumps(done(globals), done(schema), done(data), List.copyOf(rows.values()));
  }

  private void work(DumpStream stream) {
    List<StoredTable> apart = plan.apart();
    if (apart.isEmpty()) {
      doTasks(stream, null);
      return;
    }
    try (TableCopier copier =
            TableCopier.open(
                tools, source.snapshot(), source.encoding(), apart, settings.lockTimeout());
        Registration _ = stream.crew().onFailure(copier::kill)) {
      source.unchanged().run();
      doTasks(stream, copier);
      if (!stream.crew().hasFailed()) {
        finish(copier);
      }
    }
  }

  /** A session that stands still is as bad at its end as before. */
  private void finish(TableCopier copier) {
    try (StallGuard guard = StallGuard.watch("psql", patience, copier::kill)) {
      try {
        copier.finish();
      } catch (VigieException e) {
        guard.check();
        throw e;
      }
    }
  }

  private void doTasks(DumpStream stream, @Nullable TableCopier copier) {
    for (Task task = next(stream); task != null; task = next(stream)) {
      task.run(stream, copier);
    }
  }

  private synchronized @Nullable Task next(DumpStream stream) {
    return stream.crew().hasFailed() ? null : tasks.poll();
  }

  private void oneAfterTheOther(DumpStream stream, @Nullable TableCopier copier) {
    schema = schema(stream);
    data = data(stream);
  }

  private Dumped schema(DumpStream stream) {
    return stream.dump(
        tools,
        Manifest.SCHEMA,
        arguments("--section=pre-data", "--section=post-data"),
        () -> {},
        progress.begin(Manifest.SCHEMA, SMALL, SMALL));
  }

  private long sharedBytes() {
    return plan.sharedBytes() + SMALL;
  }

  private Dumped data(DumpStream stream) {
    List<String> arguments = arguments("--section=data");
    plan.apart().forEach(table -> arguments.add("--exclude-table-data=" + table.sql()));
    return stream.dump(
        tools,
        Manifest.DATA,
        arguments,
        source.unchanged(),
        progress.begin(Manifest.DATA, sharedBytes(), sharedBytes()));
  }

  private RowsResult rows(Rows each, DumpStream stream, @Nullable TableCopier copier) {
    if (copier == null) {
      throw new IllegalStateException("rows without a session");
    }
    StoredTable table = each.table();
    RowsCopied copied =
        stream.rows(
            copier,
            Manifest.rowsName(each.number()),
            table,
            source.columns().getOrDefault(table.oid(), ""),
            each.range(),
            progress.begin(table.schema() + "." + table.name(), each.bytes(), table.bytes()));
    return new RowsResult(each, copied);
  }

  /** Only a superuser may read passwords; managed services give nobody that right. */
  private Globals globals(DumpStream stream) {
    BackupProgress.Step step = progress.begin(Manifest.GLOBALS, SMALL, SMALL);
    try {
      return new Globals(globals(stream, step, "--globals-only"), List.of());
    } catch (VigieException e) {
      if (e.code() != ErrorCode.DATABASE_PERMISSION) {
        throw e;
      }
      return new Globals(
          globals(stream, step, "--globals-only", "--no-role-passwords"),
          List.of("role passwords: the user of the backup may not read pg_authid"));
    }
  }

  private Copied globals(DumpStream stream, BackupProgress.Step step, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--no-password");
    arguments.add("--database=dbname=" + SqlText.connectionValue(source.database()));
    return stream.copy(tools, "pg_dumpall", Manifest.GLOBALS, arguments, step);
  }

  /** Uncompressed, for what pg_dump compresses can be neither read in passing nor made smaller. */
  private List<String> arguments(String... sections) {
    List<String> arguments = new ArrayList<>(List.of("-Fc", "-Z0", "--no-password"));
    arguments.add("--encoding=" + source.encoding());
    arguments.add("--snapshot=" + source.snapshot());
    arguments.add("--lock-wait-timeout=" + settings.lockTimeout().toMillis());
    arguments.addAll(List.of(sections));
    return arguments;
  }

  private static <T> T done(@Nullable T result) {
    if (result == null) {
      throw new IllegalStateException("a worker ended without its archive");
    }
    return result;
  }
}
