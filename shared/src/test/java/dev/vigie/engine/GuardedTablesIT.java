package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.local.PostgresFixture;
import dev.vigie.operation.Outcome;
import dev.vigie.postgres.PgSession;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others do to the tables while a backup waits for them, or after it has them. */
@Timeout(90)
class GuardedTablesIT {
  private Engine engine;
  private String database;

  @BeforeEach
  void open() {
    engine = Engine.open();
    database = PostgresFixture.createDatabase();
    engine.sql(
        database,
        "CREATE TABLE a AS SELECT n FROM generate_series(1, 1000) n; CREATE TABLE b AS TABLE a");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void backup_tableHeldForLong_isRefusedWithWhoHoldsIt() {
    Aftermath aftermath = Aftermath.of(engine);
    Engine hasty = engine.with(engine.settings().withLockTimeout(Duration.ofMillis(200)));
    Outcome outcome;
    try (PgSession holder = PgSession.open(engine.tools().on(database))) {
      String pid = holder.run("BEGIN; LOCK TABLE public.b; SELECT pg_backend_pid()");

      outcome = hasty.attempt(Engine.backupOf(database));

      assertThat(outcome.error().orElseThrow().message())
          .contains("public.b", "process " + pid + " of user postgres", "idle in transaction");
    }
    aftermath.isOf(outcome, ErrorCode.LOCK_TIMEOUT);
  }

  @Test
  void backup_tableTruncatedWhileItWaits_isOfTheTimeAfter() {
    assertThat(rows(whileHeld("TRUNCATE public.a"), "a")).isZero();
  }

  @Test
  void backup_tableRewrittenWhileItWaits_hasItsRows() {
    Manifest manifest = whileHeld("ALTER TABLE public.a ALTER n TYPE bigint");

    assertThat(rows(manifest, "a")).isEqualTo(1000);
    engine.restore(manifest, database + " restored");
  }

  @Test
  void backup_tableDroppedWhileItWaits_isOfTheTimeAfter() {
    Manifest manifest = whileHeld("DROP TABLE public.a");

    assertThat(manifest.tables()).extracting(Manifest.Table::name).containsExactly("b");
  }

  @Test
  void backup_tableMadeWhileItWaits_hasItToo() {
    Manifest manifest = whileHeld("LOCK TABLE public.a; CREATE TABLE public.c AS TABLE public.b");

    assertThat(rows(manifest, "c")).isEqualTo(1000);
  }

  /** Does something that locks table a, and commits it once the backup waits for the table. */
  private Manifest whileHeld(String sql) {
    try (PgSession holder = PgSession.open(engine.tools().on(database))) {
      holder.run("BEGIN; " + sql);
      Future<Manifest> backup = CompletableFuture.supplyAsync(() -> engine.backup(database));
      awaitWaiting();
      holder.run("COMMIT");
      return backup.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitWaiting() {
    String waiting = "0";
    while (waiting.equals("0")) {
      waiting =
          engine.sql(
              "postgres",
              "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s'".formatted(database)
                  + " AND wait_event_type = 'Lock' AND query LIKE 'LOCK%'");
    }
  }

  private static long rows(Manifest manifest, String table) {
    return manifest.tables().stream()
        .filter(each -> each.name().equals(table))
        .mapToLong(Manifest.Table::rows)
        .sum();
  }
}
