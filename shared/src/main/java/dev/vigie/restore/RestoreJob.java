package dev.vigie.restore;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.postgres.DatabaseDefinition;
import dev.vigie.postgres.GlobalsScript;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.Psql;
import dev.vigie.postgres.SqlRunner;
import dev.vigie.postgres.SqlText;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.Progress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings a backup back: into a new database under a name of its own, compared with the manifest,
 * and only then renamed to its target. A living database is never written to; with a swap it is
 * renamed and kept. Whatever fails before leaves the target as it was. Thread-safe.
 */
public final class RestoreJob {
  /** An index over a very large table is built without a word; so pg_restore is given long. */
  private static final Duration PATIENCE = Duration.ofHours(6);

  /** Each worker is a client program and a backend, each with its memory. */
  public static final int MAX_WORKERS = 64;

  /** The processors, at most 8: beyond that the disk and the log are what a restore waits for. */
  public static final int DEFAULT_WORKERS = Math.min(8, Runtime.getRuntime().availableProcessors());

  private final ObjectStore store;
  private final RestoreStream stream;
  private final RestoreListener listener;
  private final Filling filling;
  private final TableJob tables;

  /** A job for this bucket, with as many workers as {@link #DEFAULT_WORKERS}. */
  public RestoreJob(ObjectStore store, Progress progress) {
    this(store, progress, DEFAULT_WORKERS);
  }

  /**
   * A job for this bucket.
   *
   * @param workers how much of a backup is restored at once, 1 to {@value #MAX_WORKERS}
   * @throws VigieException {@code REQUEST_INVALID} for another number
   */
  public RestoreJob(ObjectStore store, Progress progress, int workers) {
    this(store, progress, workers, RestoreListener.NONE);
  }

  /**
   * As {@link #RestoreJob(ObjectStore, Progress, int)}, and somebody hears how it goes.
   *
   * @param listener hears of whole restores
   */
  public RestoreJob(ObjectStore store, Progress progress, int workers, RestoreListener listener) {
    if (workers < 1 || workers > MAX_WORKERS) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "a restore has 1 to 64 workers, not " + workers);
    }
    this.store = store;
    this.stream = new RestoreStream(store, PATIENCE);
    this.listener = listener;
    this.filling = new Filling(stream, progress, PATIENCE, workers, listener);
    this.tables = new TableJob(stream, progress, PATIENCE, workers);
  }

  /**
   * Restores.
   *
   * @param id of the operation
   * @param server tools on the server that is to hold the database
   * @return what was done and compared
   * @throws VigieException {@code BACKUP_UNKNOWN}, {@code TARGET_EXISTS}, {@code CLIENT_TOO_OLD} if
   *     the server is older than the backup's, {@code CHECKSUM_MISMATCH}, {@code
   *     COMPARISON_FAILED}, or with the code of what failed
   */
  public Report.Restore run(OperationId id, Work.Restore work, PgTools server) {
    Manifest manifest = manifest(work);
    manifest.requireAll();
    if (!work.tables().isEmpty()) {
      return tables.run(id, work, manifest, server);
    }
    PgTools maintenance = server.on("postgres");
    Leftovers.dropDatabases(new OperationJournal(store), maintenance.psql());
    int serverVersion = check(work, manifest, maintenance.psql());
    listener.began(RestorePhase.GLOBALS);
    GlobalsScript globals = GlobalsScript.parse(globals(manifest));
    List<String> createdRoles = createRoles(globals, maintenance.psql());
    String staging = Leftovers.database(id);
    try {
      DatabaseDefinition definition = new DatabaseDefinition(manifest.database());
      maintenance.psql().run(definition.create(staging, serverVersion));
      List<String> missing = missingTablespaces(globals, maintenance.psql());
      PgTools quiet = quiet(server.on(staging), maintenance.psql());
      Reference reference = reference(definition, staging, server, serverVersion);
      List<String> rewritten = filling.fill(manifest, quiet, missing, reference, work.swap());
      listener.began(RestorePhase.PLACE);
      maintenance.psql().run(definition.properties(staging));
      Optional<String> kept = putInPlace(id, work, staging, new DatabaseSwap(maintenance));
      return new Report.Restore(
          manifest.backupId(),
          work.target(),
          kept,
          manifest.tables().size(),
          manifest.rows(),
          createdRoles,
          rewritten,
          List.of());
    } catch (RuntimeException e) {
      dropAfter(e, staging, createdRoles, maintenance.psql());
      throw e;
    }
  }

  private Reference reference(
      DatabaseDefinition definition, String staging, PgTools server, int version) {
    Psql maintenance = server.on("postgres").psql();
    String name = staging + "_reference";
    return new Reference(
        stream, maintenance, definition.create(name, version), quiet(server.on(name), maintenance));
  }

  /**
   * The script of the cluster's roles, as the backup has it.
   *
   * @throws VigieException {@code CHECKSUM_MISMATCH} if it is not what was stored
   */
  public String globals(Manifest manifest) {
    return stream.text(manifest.require(Manifest.GLOBALS));
  }

  private Manifest manifest(Work.Restore work) {
    return new Catalog(store)
        .find(work.cluster(), work.database(), work.backupId())
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.BACKUP_UNKNOWN,
                    "there is no backup %s of database \"%s\" of cluster \"%s\""
                        .formatted(work.backupId(), work.database(), work.cluster())));
  }

  /** Everything that can be refused before anything is made. */
  private static int check(Work.Restore work, Manifest manifest, Psql psql) {
    boolean exists = psql.databaseExists(work.target());
    if (exists && !work.swap()) {
      throw new VigieException(
          ErrorCode.TARGET_EXISTS, "the database \"" + work.target() + "\" exists already");
    }
    if (!exists && work.swap()) {
      throw new VigieException(
          ErrorCode.DATABASE_UNKNOWN,
          "there is no database \"" + work.target() + "\" to take the place of",
          "Restore without a swap: the target is new.",
          null);
    }
    checkPreparedTransactions(work, psql);
    return checkVersion(manifest, psql);
  }

  /**
   * The server's version.
   *
   * @throws VigieException {@code CLIENT_TOO_OLD} if it is older than the backup's
   */
  static int checkVersion(Manifest manifest, SqlRunner psql) {
    int version = Integer.parseInt(psql.run("SHOW server_version_num"));
    int needed = manifest.database().serverVersionNum();
    if (version / 10_000 < needed / 10_000) {
      throw new VigieException(
          ErrorCode.CLIENT_TOO_OLD,
          "the backup is of PostgreSQL %d, and the server is PostgreSQL %d"
              .formatted(needed / 10_000, version / 10_000),
          "Restore into a server of the same major version or a newer one.",
          null);
    }
    return version;
  }

  /** One keeps its database from being renamed: better said now than after hours of restoring. */
  private static void checkPreparedTransactions(Work.Restore work, Psql psql) {
    String prepared =
        psql.run(
            "SELECT string_agg(quote_literal(gid), ', ') FROM pg_prepared_xacts WHERE database = "
                + SqlText.literal(work.target()));
    if (!prepared.isEmpty()) {
      throw new VigieException(
          ErrorCode.TARGET_EXISTS,
          "the database \"%s\" cannot be renamed: it has prepared transactions, %s"
              .formatted(work.target(), prepared),
          "End each by COMMIT PREPARED or ROLLBACK PREPARED, then restore again.",
          null);
    }
  }

  /** The names that a query yields as a JSON array, or as null. */
  static Set<String> names(SqlRunner psql, String query) {
    Set<String> names = new HashSet<>();
    psql.json(query).forEach(name -> names.add(name.textValue()));
    return names;
  }

  private static List<String> createRoles(GlobalsScript globals, Psql psql) {
    Set<String> existing = names(psql, "SELECT json_agg(rolname) FROM pg_roles");
    List<String> missing =
        globals.roles().stream().filter(role -> !existing.contains(role)).toList();
    if (!missing.isEmpty()) {
      psql.run("BEGIN;\n" + globals.forMissingRoles(existing) + "COMMIT;\n");
    }
    return missing;
  }

  /** A tablespace is a directory of a machine: another machine need not have it. */
  private static List<String> missingTablespaces(GlobalsScript globals, Psql psql) {
    Set<String> existing = names(psql, "SELECT json_agg(spcname) FROM pg_tablespace");
    return globals.tablespaces().stream().filter(name -> !existing.contains(name)).toList();
  }

  /**
   * Event triggers are not to fire on the restore that brings them back, nor on the session that
   * compares it; in this role they rest, and nothing else that a restore does is touched by it.
   * Only a superuser may take it, and only one can make event triggers.
   *
   * @param session of the same user, on whatever database
   */
  static PgTools quiet(PgTools staging, SqlRunner session) {
    boolean superuser = session.run("SHOW is_superuser").equals("on");
    return superuser ? staging.with("session_replication_role", "replica") : staging;
  }

  private static Optional<String> putInPlace(
      OperationId id, Work.Restore work, String staging, DatabaseSwap swap) {
    if (!work.swap()) {
      swap.rename(staging, work.target());
      return Optional.empty();
    }
    String time = id.value().substring(0, id.value().indexOf('-')).toLowerCase(Locale.ROOT);
    String kept = SqlText.suffixed(work.target(), "_before_" + time);
    swap.swap(work.target(), kept, staging);
    return Optional.of(kept);
  }

  /** PostgreSQL refuses to drop a role that somebody has come to use meanwhile. */
  static void dropAfter(
      RuntimeException cause, String staging, List<String> createdRoles, Psql psql) {
    boolean interrupted = Thread.interrupted();
    try {
      psql.run("DROP DATABASE IF EXISTS " + SqlText.identifier(staging) + " WITH (FORCE)");
      if (!createdRoles.isEmpty()) {
        psql.run(
            createdRoles.stream()
                .map(SqlText::identifier)
                .collect(Collectors.joining(", ", "DROP ROLE ", ";\n")));
      }
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
