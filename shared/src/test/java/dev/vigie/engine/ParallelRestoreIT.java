package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.backup.DumpPlan;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Part;
import dev.vigie.config.S3Settings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.TableCopy;
import dev.vigie.postgres.PgSession;
import dev.vigie.postgres.TableName;
import dev.vigie.restore.RestoreJob;
import dev.vigie.storage.FaultProxy;
import dev.vigie.storage.FaultProxy.Fault;
import dev.vigie.storage.FaultProxy.Request;
import dev.vigie.storage.S3Fixture;
import dev.vigie.transfer.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores of a backup whose large tables lie apart in ranges, and what ends them. */
@Timeout(120)
class ParallelRestoreIT {
  private static final DumpPlan.Sizes SMALL =
      new DumpPlan.Sizes(1 << 20, 1 << 20, 1 << 20, 1 << 20, 1_000);

  private static Engine engine;
  private static String database = "";
  private static Manifest backup;

  private Aftermath aftermath;

  @BeforeAll
  static void backUp() {
    Engine any = Engine.open();
    engine = any.with(any.settings().withSizes(SMALL).withWorkers(3));
    database = Engine.createNoise(500);
    engine.sql(
        database,
        "CREATE TABLE small (id int REFERENCES noise); INSERT INTO small SELECT 7;"
            + " CREATE INDEX ON noise (length(bytes));"
            + " CREATE TABLE calm (n int); INSERT INTO calm SELECT 7");
    backup = engine.backup(database);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @BeforeEach
  void look() {
    aftermath = Aftermath.of(engine, database);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void restore_byAnyNumberOfWorkers_isEqual(int workers) {
    String target = database + "_" + workers;

    new RestoreJob(engine.store(), Progress.NONE, workers)
        .run(Engine.newId(), Engine.restoreOf(backup, target, false), engine.tools());

    assertThat(parts()).hasSizeGreaterThan(2);
    assertThat(engine.sql(target, "SELECT count(*), sum(hashtext(n::text)) FROM noise n"))
        .isEqualTo(engine.sql(database, "SELECT count(*), sum(hashtext(n::text)) FROM noise n"));
    engine.sql("postgres", "DROP DATABASE " + target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"restore pre-data", "restore data", "restore post-data", "compare"})
  void swap_interrupted_leavesNothingAndCanBeDoneAgain(String stage) {
    Thread restoring = Thread.currentThread();
    Progress interrupting =
        (task, done, total) -> {
          if (task.equals(stage)) {
            restoring.interrupt();
          }
        };
    Work.Restore work = Engine.restoreOf(backup, database, true);
    RestoreJob job = new RestoreJob(engine.store(), interrupting, 3);

    assertThatThrownBy(() -> job.run(Engine.newId(), work, engine.tools()))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));

    assertThat(Thread.interrupted()).isTrue();
    aftermath.isClean();
    engine.restore(backup, database + "_again");
    engine.sql("postgres", "DROP DATABASE " + database + "_again");
  }

  @Test
  void swap_serverEndsOneLoadingSession_isRefused() {
    CompletableFuture<Outcome> attempt = CompletableFuture.supplyAsync(ParallelRestoreIT::swap);
    String ended = "0";
    while (ended.equals("0") && !attempt.isDone()) {
      ended =
          engine.sql(
              "postgres",
              "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                  + " WHERE datname LIKE 'vigie_restore_%' AND state = 'active'"
                  + " AND query ILIKE 'COPY%FROM STDIN%'");
    }

    assertThat(ended).isNotEqualTo("0");
    aftermath.isOf(attempt.join(), ErrorCode.DATABASE_UNAVAILABLE);
  }

  /** Nothing follows the rows of this table, so whoever holds it stops the comparison alone. */
  @Test
  void swap_serverEndsTheComparison_isRefused() {
    CompletableFuture<Outcome> attempt = CompletableFuture.supplyAsync(ParallelRestoreIT::swap);
    String staging =
        await(attempt, "postgres", "SELECT max(datname) FROM pg_database WHERE datname LIKE %s");
    await(attempt, staging, "SELECT max(relname) FROM pg_class WHERE relname = 'calm'");
    await(attempt, staging, "SELECT max(n) FROM public.calm");
    try (PgSession holder = PgSession.open(engine.tools().on(staging))) {
      holder.run("BEGIN; LOCK TABLE public.calm IN ACCESS EXCLUSIVE MODE");

      await(
          attempt,
          "postgres",
          "SELECT max(CASE WHEN pg_terminate_backend(pid) THEN 'ended' END) FROM pg_stat_activity"
              + " WHERE query LIKE 'LOCK TABLE%' AND wait_event_type = 'Lock'"
              + " AND datname LIKE %s");
    }
    aftermath.isOf(attempt.join(), ErrorCode.DATABASE_UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--section=pre-data", "--section=post-data"})
  void swap_pgRestoreKilled_isRefused(String section) {
    CompletableFuture<Outcome> attempt = CompletableFuture.supplyAsync(ParallelRestoreIT::swap);
    boolean killed = false;
    while (!killed && !attempt.isDone()) {
      killed =
          BackupFaultIT.programs("pg_restore").stream()
              .filter(p -> List.of(p.info().arguments().orElse(new String[0])).contains(section))
              .anyMatch(ProcessHandle::destroyForcibly);
    }

    assertThat(killed).isTrue();
    aftermath.isOf(attempt.join(), ErrorCode.CLIENT_FAILED);
  }

  @Test
  void swap_rowsDamagedInBucket_isRefused() {
    String key = backup.require(parts().getLast().archive()).key();
    byte[] original = engine.get(key);
    byte[] damaged = original.clone();
    damaged[damaged.length / 2] ^= 1;
    engine.put(key, damaged);

    aftermath.isOf(swap(), ErrorCode.CHECKSUM_MISMATCH);

    engine.put(key, original);
  }

  @Test
  void swap_storageFailsForOneWorker_isRefused() throws IOException {
    try (FaultProxy proxy = new FaultProxy(S3Fixture.server().endpoint());
        Engine faulty = through(proxy)) {
      proxy.failAlways(ParallelRestoreIT::readsSomeRows, new Fault.CutResponse(0));

      aftermath.isOf(
          faulty.attempt(Engine.restoreOf(backup, database, true)), ErrorCode.STORAGE_UNAVAILABLE);
    }
  }

  @Test
  void oneTable_inRanges_comesBackBesideTheLivingOne() {
    Engine.succeeded(oneTable(engine));

    assertThat(engine.sql(database, "SELECT count(*), sum(hashtext(n::text)) FROM noise_2 n"))
        .isEqualTo(engine.sql(database, "SELECT count(*), sum(hashtext(n::text)) FROM noise n"));
    assertThat(engine.sql(database, "SELECT count(*) FROM pg_indexes WHERE tablename = 'noise_2'"))
        .isEqualTo("2");
    engine.sql(database, "DROP TABLE noise_2");
  }

  @Test
  void oneTable_storageFails_isRefused() throws IOException {
    try (FaultProxy proxy = new FaultProxy(S3Fixture.server().endpoint());
        Engine faulty = through(proxy)) {
      proxy.failAlways(ParallelRestoreIT::readsSomeRows, new Fault.CutResponse(0));

      aftermath.isOf(oneTable(faulty), ErrorCode.STORAGE_UNAVAILABLE);
    }
  }

  @Test
  void oneTable_rangeDamaged_isRefused() {
    Part part = parts().getFirst();
    String key = backup.require(part.archive()).key();
    byte[] original = engine.get(key);
    byte[] damaged = original.clone();
    damaged[(int) (part.offset() + part.storedBytes() / 2)] ^= 1;
    engine.put(key, damaged);

    aftermath.isOf(oneTable(engine), ErrorCode.CHECKSUM_MISMATCH);

    engine.put(key, original);
  }

  /** What the query yields, once it yields anything. */
  private static String await(CompletableFuture<Outcome> attempt, String database, String query) {
    String found = "";
    while (found.isEmpty()) {
      assertThat(attempt).isNotDone();
      found = engine.sql(database, query.replace("%s", "'vigie_restore_%'"));
    }
    return found;
  }

  private static List<Part> parts() {
    return backup.tables().stream()
        .filter(table -> table.name().equals("noise"))
        .findFirst()
        .orElseThrow()
        .parts();
  }

  private static Outcome oneTable(Engine engine) {
    TableCopy copy =
        new TableCopy(new TableName("public", "noise"), new TableName("public", "noise_2"));
    return engine.attempt(
        new Work.Restore(
            Engine.CLUSTER, database, backup.backupId(), database, false, List.of(copy)));
  }

  private static Outcome swap() {
    return engine.attempt(Engine.restoreOf(backup, database, true));
  }

  private static boolean readsSomeRows(Request request) {
    return request.isGet() && request.path().contains("/rows-0002");
  }

  private static Engine through(FaultProxy proxy) {
    return engine.through(
        new S3Settings(engine.store().bucket(), Optional.empty(), Optional.of(proxy.endpoint())));
  }
}
