package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.backup.BackupCheck;
import dev.vigie.backup.BackupJob;
import dev.vigie.backup.BackupSettings;
import dev.vigie.backup.CopyCheck;
import dev.vigie.backup.CopyJob;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.cli.DrillOnMachine;
import dev.vigie.config.S3Settings;
import dev.vigie.config.Tier;
import dev.vigie.drill.DrillCheck;
import dev.vigie.drill.DrillJob;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeRecorder;
import dev.vigie.operation.PerKind;
import dev.vigie.operation.Report;
import dev.vigie.operation.Runner;
import dev.vigie.operation.Work;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgTools;
import dev.vigie.restore.RestoreCheck;
import dev.vigie.restore.RestoreJob;
import dev.vigie.restore.RestoreListener;
import dev.vigie.restore.Undo;
import dev.vigie.storage.Buckets;
import dev.vigie.storage.ObjectBody;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.S3Fixture;
import dev.vigie.storage.WriteCondition;
import dev.vigie.transfer.Progress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One server and one bucket, and operations between them that take the whole way: request, runner,
 * outcome. Thread-safe.
 *
 * @param server where the databases are
 * @param store the bucket
 * @param connection how the server is reached
 * @param settings how backups go about their work
 */
record Engine(
    ThrowawayPostgres server,
    ObjectStore store,
    ConnectionSettings connection,
    BackupSettings settings)
    implements AutoCloseable {
  /** The name of the server in the bucket. */
  static final String CLUSTER = "main";

  /** Those of the same server. */
  private static final Buckets BUCKETS = (name, _) -> S3Fixture.open(name);

  private static final Clock CLOCK = Clock.systemUTC();

  /** The server that all tests share, and a bucket of its own. */
  static Engine open() {
    return on(PostgresFixture.server(), S3Fixture.open(S3Fixture.newBucket()));
  }

  /** This server and this bucket. */
  static Engine on(ThrowawayPostgres server, ObjectStore store) {
    return new Engine(
        server, store, new ConnectionSettings(server.environment()), BackupSettings.standard());
  }

  /** The same, with the bucket reached in another way; the caller closes both. */
  Engine through(S3Settings other) {
    return new Engine(server, S3Fixture.open(other), connection, settings);
  }

  /** The same, with the server reached in another way. */
  Engine as(ConnectionSettings other) {
    return new Engine(server, store, other.orElse(connection), settings);
  }

  /** The same, whose backups go about their work in another way. */
  Engine with(BackupSettings other) {
    return new Engine(server, store, connection, other);
  }

  /** A new operation's id. */
  static OperationId newId() {
    return OperationId.of(Instant.now(), UUID.randomUUID().toString());
  }

  static Work.Backup backupOf(String database) {
    return new Work.Backup(CLUSTER, database, Tier.DAILY);
  }

  static Work.Restore restoreOf(Manifest backup, String target, boolean swap) {
    return new Work.Restore(CLUSTER, backup.database().name(), backup.backupId(), target, swap);
  }

  /** The programs that fit the server, on its database of maintenance. */
  PgTools tools() {
    return new PgTools(List.of(), Optional.of(server.installation().bin()), connection)
        .on("postgres");
  }

  /**
   * Makes a database on the shared server with one table, {@code noise}, whose bytes no compression
   * makes small: 10 KiB a row.
   */
  static String createNoise(int rows) {
    String database = PostgresFixture.createDatabase();
    fillWithNoise(PostgresFixture.server(), database, rows);
    return database;
  }

  /** The same table in a database that is there. */
  static void fillWithNoise(ThrowawayPostgres server, String database, int rows) {
    PostgresFixture.sql(
        server,
        database,
        """
        CREATE TABLE noise (id integer PRIMARY KEY, bytes bytea);
        INSERT INTO noise
        SELECT n, (SELECT string_agg(sha512((n || ':' || m)::text::bytea), '')
                   FROM generate_series(1, 160) m)
        FROM generate_series(1, %d) n;
        """
            .formatted(rows));
  }

  /** The object's bytes. */
  byte[] get(String key) {
    try (ObjectBody body = store.get(key)) {
      return body.stream().readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(key, e);
    }
  }

  /** Puts other bytes in an object's place. */
  void put(String key, byte[] bytes) {
    store.put(key, bytes, Map.of(), WriteCondition.ALWAYS);
  }

  /** Runs SQL as superuser. */
  String sql(String database, String sql) {
    return PostgresFixture.sql(server, database, sql);
  }

  /** Writes the request, does the work and records how it ended. */
  Outcome attempt(Work work) {
    return attempt(newId(), work);
  }

  /** As {@link #attempt(Work)}, under an id that is given. */
  Outcome attempt(OperationId id, Work work) {
    request(id, work);
    runner().run(id, "test");
    return record(id);
  }

  /** Writes the request. */
  void request(OperationId id, Work work) {
    Instant now = CLOCK.instant();
    OperationRequest request =
        new OperationRequest(1, id, now, now.plus(Duration.ofHours(1)), "test", "test", work);
    assertThat(new OperationJournal(store).begin(request)).isTrue();
  }

  /** Who does the work. */
  Runner runner() {
    return runner(RestoreListener.NONE);
  }

  /** The same, whose drills somebody hears of. */
  Runner runner(RestoreListener listener) {
    return new Runner(
        new OperationJournal(store),
        new PerKind<>(
            request ->
                BackupJob.report(
                    new BackupJob(store, CLOCK, Progress.NONE, settings)
                        .run(request.id(), (Work.Backup) request.work(), tools())),
            request ->
                new RestoreJob(store, Progress.NONE)
                    .run(request.id(), (Work.Restore) request.work(), tools()),
            request ->
                new DrillJob(
                        store,
                        new DrillOnMachine(),
                        CLOCK,
                        Progress.NONE,
                        RestoreJob.DEFAULT_WORKERS,
                        listener)
                    .run(request.id(), (Work.Drill) request.work()),
            request -> new CopyJob(store, BUCKETS, Progress.NONE).run((Work.Copy) request.work())),
        CLOCK);
  }

  /** The outcome of an operation that has ended. */
  Outcome record(OperationId id) {
    return recorder(CLOCK).record(id).orElseThrow();
  }

  /** Who says how operations ended, and goes by that clock. */
  OutcomeRecorder recorder(Clock clock) {
    return new OutcomeRecorder(
        new OperationJournal(store),
        new PerKind<>(
            new BackupCheck(store, clock),
            new RestoreCheck(store, clock),
            new DrillCheck(store, clock),
            new CopyCheck(BUCKETS, clock)),
        clock);
  }

  /** Backs a database up, which must succeed. */
  Manifest backup(String database) {
    return backup(database, Instant.now());
  }

  /**
   * As {@link #backup(String)}, at a time that is given: of two in one second none is the newer.
   */
  Manifest backup(String database, Instant time) {
    Outcome outcome =
        attempt(OperationId.of(time, UUID.randomUUID().toString()), backupOf(database));
    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
    return new Catalog(store).find(CLUSTER, database, outcome.id()).orElseThrow();
  }

  /** Restores into a new database, which must succeed. */
  Report.Restore restore(Manifest backup, String target) {
    return succeeded(attempt(restoreOf(backup, target, false)));
  }

  /** Restores in the place of a living database, which must succeed. */
  Outcome swap(Manifest backup) {
    Outcome outcome = attempt(restoreOf(backup, backup.database().name(), true));
    succeeded(outcome);
    return outcome;
  }

  /** Takes a swap back. */
  Undo.Undone undo(Outcome swap) {
    return new Undo(tools(), CLOCK).run(swap.id(), succeeded(swap));
  }

  /** What a restore that succeeded reports. */
  static Report.Restore succeeded(Outcome outcome) {
    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
    return (Report.Restore) outcome.report().orElseThrow();
  }

  @Override
  public void close() {
    store.close();
  }
}
