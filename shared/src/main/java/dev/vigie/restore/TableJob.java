package dev.vigie.restore;

import dev.vigie.archive.ArchiveExcerpt;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.TableCopy;
import dev.vigie.postgres.DatabaseDefinition;
import dev.vigie.postgres.PgSession;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.SqlRunner;
import dev.vigie.postgres.SqlText;
import dev.vigie.postgres.TableName;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StoredArchive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings some tables of a backup back, reading no more of it than the definitions and these tables'
 * bytes. They are made in a new database of its own, compared there with the manifest and given
 * their new names by PostgreSQL itself, so that no SQL is ever rewritten here. A target that is new
 * is that database, renamed. Into a living one the tables are copied in one transaction by pg_dump
 * and psql, which costs a second copy of their data, and nothing but the tables' own names ever
 * takes a lock there. Thread-safe.
 *
 * @param stream where from
 * @param progress who hears how it goes
 * @param patience how long a program may move nothing
 * @param workers how many work at once, 1 or more
 */
record TableJob(RestoreStream stream, Progress progress, Duration patience, int workers) {
  /** A definition of every object of a database; it is held in memory. */
  private static final int MAX_SCHEMA_BYTES = 1 << 29;

  /**
   * Restores.
   *
   * @throws VigieException {@code TABLE_UNKNOWN}, {@code TARGET_EXISTS} if the target has a table
   *     of that name, {@code DEPENDENCY_MISSING}, or as {@link RestoreJob#run}; the target is then
   *     as it was
   */
  Report.Restore run(OperationId id, Work.Restore work, Manifest manifest, PgTools server) {
    PgTools maintenance = server.on("postgres");
    PgTools target = server.on(work.target());
    List<Table> tables = tables(manifest, work);
    String staging = Leftovers.database(id);
    try {
      Prepared prepared = prepare(work, manifest, maintenance, staging);
      TableSelection selection = prepared.selection();
      boolean exists = prepared.targetExists();
      new TableFilling(stream, progress, patience, workers)
          .fill(manifest, tables, prepared.schema(), selection, prepared.staging());
      List<String> notes = new ArrayList<>(selection.leftOut());
      // A living target has of this what it needs, or the restore is refused.
      notes.addAll(exists ? List.of() : selection.broughtAlong());
      notes.addAll(
          exists
              ? move(work, selection, prepared.staging(), target)
              : name(work, selection, prepared.staging()));
      finish(staging, work.target(), exists, maintenance);
      return report(work, manifest, tables, notes);
    } catch (RuntimeException e) {
      RestoreJob.dropAfter(e, staging, List.of(), maintenance.psql());
      throw e;
    }
  }

  private static Report.Restore report(
      Work.Restore work, Manifest manifest, List<Table> tables, List<String> notes) {
    return new Report.Restore(
        manifest.backupId(),
        work.target(),
        Optional.empty(),
        tables.size(),
        tables.stream().mapToLong(Table::rows).sum(),
        List.of(),
        List.of(),
        notes);
  }

  /**
   * What was looked at and made before any data.
   *
   * @param staging the new database
   * @param targetExists whether the tables go into a living one
   * @param schema every definition
   * @param selection those of them that are restored
   */
  private record Prepared(
      PgTools staging, boolean targetExists, ArchiveExcerpt schema, TableSelection selection) {}

  /** All in one session: a start of psql and a connection cost more than what is asked here. */
  private Prepared prepare(
      Work.Restore work, Manifest manifest, PgTools maintenance, String staging) {
    try (PgSession session = PgSession.open(maintenance)) {
      int version = RestoreJob.checkVersion(manifest, session);
      boolean exists = session.databaseExists(work.target());
      if (exists) {
        checkTarget(work, maintenance.on(work.target()));
      }
      List<TableName> names = work.tables().stream().map(TableCopy::from).toList();
      ArchiveExcerpt schema = schema(manifest.require(Manifest.SCHEMA));
      TableSelection selection =
          TableSelection.of(schema.contents(), names, missingRoles(manifest, session));
      session.run(new DatabaseDefinition(manifest.database()).createUnowned(staging, version));
      PgTools quiet = RestoreJob.quiet(maintenance.on(staging), session);
      return new Prepared(quiet, exists, schema, selection);
    }
  }

  private List<String> move(
      Work.Restore work, TableSelection selection, PgTools staging, PgTools target) {
    TableMove move = new TableMove(staging, target, patience, work.tables());
    List<String> notes;
    try (PgSession from = PgSession.open(staging);
        PgSession to = PgSession.open(target)) {
      TableRename rename = new TableRename(from, work.tables());
      notes = new ArrayList<>(rename.detach());
      rename.run(Optional.of(to));
      move.checkDependencies(from, to);
    }
    notes.addAll(move.run(selection));
    return notes;
  }

  private static List<String> name(Work.Restore work, TableSelection selection, PgTools staging) {
    try (PgSession session = PgSession.open(staging)) {
      TableRename rename = new TableRename(session, work.tables());
      List<String> notes = new ArrayList<>(rename.detach());
      rename.run(Optional.empty());
      selection.foreignKeys().stream()
          .map(key -> key.entry().label() + " is left out: it refers to a table that is not here")
          .forEach(notes::add);
      return notes;
    }
  }

  private static void finish(String staging, String target, boolean exists, PgTools maintenance) {
    if (exists) {
      maintenance
          .psql()
          .run("DROP DATABASE IF EXISTS " + SqlText.identifier(staging) + " WITH (FORCE)");
    } else {
      new DatabaseSwap(maintenance).rename(staging, target);
    }
  }

  private static List<Table> tables(Manifest manifest, Work.Restore work) {
    List<Table> tables = new ArrayList<>();
    for (TableCopy copy : work.tables()) {
      tables.add(
          manifest.tables().stream()
              .filter(each -> each.kind() == Manifest.Kind.TABLE)
              .filter(each -> each.schema().equals(copy.from().schema()))
              .filter(each -> each.name().equals(copy.from().name()))
              .findFirst()
              .orElseThrow(() -> unknown(manifest, copy.from())));
    }
    return tables;
  }

  private static VigieException unknown(Manifest manifest, TableName name) {
    return new VigieException(
        ErrorCode.TABLE_UNKNOWN,
        "backup %s has no table %s with rows of its own".formatted(manifest.backupId(), name),
        "vigie show names those that it has; of a partitioned table ask for the partitions.",
        null);
  }

  /** What can be refused before anything is made. */
  private static void checkTarget(Work.Restore work, PgTools tools) {
    try (PgSession target = PgSession.open(tools)) {
      work.tables().forEach(copy -> checkTarget(work.target(), copy.to(), target));
    }
  }

  private static void checkTarget(String database, TableName to, SqlRunner target) {
    String quoted = SqlText.literal(to.quoted());
    if (!target
        .run("SELECT coalesce(to_regclass(%s)::oid, to_regtype(%s)::oid)".formatted(quoted, quoted))
        .isEmpty()) {
      throw new VigieException(
          ErrorCode.TARGET_EXISTS,
          "the database \"%s\" has a %s already".formatted(database, to),
          "Restore it beside that one, under another name: --as schema.name.",
          null);
    }
    String schema = SqlText.literal(to.schema());
    if (target.run("SELECT 1 FROM pg_namespace WHERE nspname = " + schema).isEmpty()) {
      throw new VigieException(
          ErrorCode.DEPENDENCY_MISSING,
          "the database \"%s\" has no schema %s".formatted(database, to.schema()));
    }
  }

  private static Set<String> missingRoles(Manifest manifest, SqlRunner psql) {
    Set<String> missing = new HashSet<>(manifest.database().roles());
    missing.removeAll(RestoreJob.names(psql, "SELECT json_agg(rolname) FROM pg_roles"));
    return missing;
  }

  private ArchiveExcerpt schema(StoredArchive archive) {
    if (archive.bytes() > MAX_SCHEMA_BYTES) {
      throw new VigieException(
          ErrorCode.ARCHIVE_TOO_LARGE,
          archive.key() + " has more than 512 MiB of definitions",
          "Restore the whole backup into a new database.",
          null);
    }
    return ArchiveExcerpt.of(stream.bytes(archive));
  }
}
