package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.backup.BackupJob;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.operation.Outcome;
import dev.vigie.postgres.ClientPrograms;
import dev.vigie.postgres.LockRoom;
import dev.vigie.postgres.PgSession;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.S3Fixture;
import dev.vigie.transfer.Progress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A database of so many tables that the server has room for the locks of one pg_dump, and hardly
 * for more: what a backup and a restore hold at once must fit.
 */
@Timeout(180)
class ManyTablesIT {
  /** 10 × 150 objects, and what PostgreSQL's slack adds: about 2,700 locks of one session. */
  private static final Map<String, String> SETTINGS =
      Map.of("max_locks_per_transaction", "10", "max_connections", "150");

  private static final int TABLES = 2_300;

  private static ThrowawayPostgres server;
  private static ObjectStore store;
  private static Engine engine;

  @BeforeAll
  static void open() {
    server = ThrowawayPostgres.start(ClientPrograms.ofThisMachine().chooseServer(), SETTINGS);
    store = S3Fixture.open(S3Fixture.newBucket());
    engine = Engine.on(server, store);
    engine = engine.with(engine.settings().withWorkers(4));
    createTables("many", TABLES);
    engine.sql(
        "many",
        "CREATE TABLE large AS SELECT n, repeat(md5(n::text), 20) FROM generate_series(1, 20000) n");
  }

  @AfterAll
  static void close() {
    store.close();
    server.close();
  }

  @Test
  void cycle_onePgDumpFits_fits() {
    assertThat(LockRoom.of(engine.tools().on("many")).holdsTwoDumps()).isFalse();

    Manifest manifest = engine.backup("many");

    assertThat(manifest.tables()).hasSize(TABLES + 1);
    engine.restore(manifest, "restored");
  }

  /** Done after the snapshot was taken, and before the pg_dump that comes last has locked. */
  @ParameterizedTest
  @ValueSource(strings = {"TRUNCATE t7", "ALTER TABLE t7 ALTER n TYPE bigint"})
  void backup_tableChangedBeforeItIsLocked_failsAndNamesIt(String sql) {
    AtomicBoolean done = new AtomicBoolean();
    Progress progress =
        (task, bytes, total) -> {
          if (task.equals(Manifest.SCHEMA) && bytes == total && done.compareAndSet(false, true)) {
            engine.sql("many", sql);
          }
        };

    assertThatThrownBy(
            () ->
                new BackupJob(store, Clock.systemUTC(), progress, engine.settings().withWorkers(1))
                    .run(Engine.newId(), Engine.backupOf("many"), engine.tools()))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_REWRITTEN))
        .hasMessageEndingWith(": public.t7");
  }

  @Test
  void backup_tableHeldForLong_isRefusedWithWhoHoldsIt() {
    Engine hasty = engine.with(engine.settings().withLockTimeout(Duration.ofMillis(200)));
    try (PgSession holder = PgSession.open(engine.tools().on("many"))) {
      String pid = holder.run("BEGIN; LOCK TABLE public.t9; SELECT pg_backend_pid()");

      Outcome outcome = hasty.attempt(Engine.backupOf("many"));

      assertThat(outcome.error().orElseThrow().code()).isEqualTo(ErrorCode.LOCK_TIMEOUT.name());
      assertThat(outcome.error().orElseThrow().message())
          .contains("public.t9", "process " + pid + " of user postgres");
    }
  }

  @Test
  void backup_notEvenOnePgDumpFits_namesTheSetting() {
    createTables("too many", 4_000);

    Outcome outcome = engine.attempt(Engine.backupOf("too many"));

    assertThat(outcome.error().orElseThrow().code()).isEqualTo(ErrorCode.LOCK_TABLE_FULL.name());
    assertThat(outcome.error().orElseThrow().hint()).contains("max_locks_per_transaction");
  }

  /** A hundred to a transaction, for it holds a lock on each that it makes. */
  private static void createTables(String database, int count) {
    PostgresFixture.sql(server, "postgres", "CREATE DATABASE \"" + database + "\"");
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < count; i += 100) {
      sql.append(
          """
          DO $$ BEGIN FOR i IN %d..%d LOOP
            EXECUTE format('CREATE TABLE t%%s AS SELECT %%s AS n', i, i);
          END LOOP; END $$;
          """
              .formatted(i, i + 99));
    }
    engine.sql(database, sql.toString());
  }
}
