package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Manifest;
import dev.vigie.config.S3Settings;
import dev.vigie.error.ErrorCode;
import dev.vigie.local.PostgresFixture;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Work;
import dev.vigie.storage.FaultProxy;
import dev.vigie.storage.FaultProxy.Fault;
import dev.vigie.storage.FaultProxy.Request;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a restore leaves when it is refused or fails on the way: the living database that it was to
 * replace as it was, and nothing else.
 */
@Timeout(90)
class RestoreFaultIT {
  private static Engine engine;
  private static String database = "";
  private static Manifest backup;

  private Aftermath aftermath;

  @BeforeAll
  static void backUp() {
    engine = Engine.open();
    database = Engine.createNoise(600);
    backup = engine.backup(database);
    engine.sql(database, "DELETE FROM noise WHERE id > 300; CREATE TABLE living (x int)");
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @BeforeEach
  void look() {
    aftermath = Aftermath.of(engine, database);
  }

  @Test
  void restore_unknownBackup_isRefused() {
    Work.Restore work =
        new Work.Restore(Engine.CLUSTER, database, Engine.newId(), "anything", false);

    aftermath.isOf(engine.attempt(work), ErrorCode.BACKUP_UNKNOWN);
  }

  @Test
  void restore_ontoNameThatExists_isRefused() {
    aftermath.isOf(
        engine.attempt(Engine.restoreOf(backup, database, false)), ErrorCode.TARGET_EXISTS);
  }

  @Test
  void swap_ontoNameThatDoesNotExist_isRefused() {
    aftermath.isOf(
        engine.attempt(Engine.restoreOf(backup, "nobody", true)), ErrorCode.DATABASE_UNKNOWN);
  }

  @Test
  void restore_afterOneThatWasKilled_takesAwayItsDatabases() {
    Outcome ended = engine.attempt(Engine.restoreOf(backup, "nobody", true));
    String left = "vigie_restore_" + ended.id().value().toLowerCase(Locale.ROOT).replace('-', '_');
    engine.sql("postgres", "CREATE DATABASE " + left);
    engine.sql("postgres", "CREATE DATABASE " + left + "_reference");

    aftermath.isOf(
        engine.attempt(Engine.restoreOf(backup, database, false)), ErrorCode.TARGET_EXISTS);
  }

  @Test
  void swap_connectionCutWhileReading_isResumed() throws IOException {
    try (FaultProxy proxy = new FaultProxy(S3Fixture.server().endpoint());
        Engine faulty = through(proxy)) {
      proxy.fail(3, RestoreFaultIT::readsData, new Fault.CutResponse(1_500_000));

      Outcome outcome = faulty.attempt(Engine.restoreOf(backup, "restored in pieces", false));

      Engine.succeeded(outcome);
      engine.sql("postgres", "DROP DATABASE \"restored in pieces\"");
    }
    aftermath.isClean();
  }

  @Test
  void swap_connectionCutForGood_isRefused() throws IOException {
    try (FaultProxy proxy = new FaultProxy(S3Fixture.server().endpoint());
        Engine faulty = through(proxy)) {
      proxy.failAlways(RestoreFaultIT::readsData, new Fault.CutResponse(0));

      aftermath.isOf(
          faulty.attempt(Engine.restoreOf(backup, database, true)), ErrorCode.STORAGE_UNAVAILABLE);
    }
  }

  @Test
  void swap_bytesDamagedOnTheWay_isRefused() throws IOException {
    try (FaultProxy proxy = new FaultProxy(S3Fixture.server().endpoint());
        Engine faulty = through(proxy)) {
      proxy.failAlways(RestoreFaultIT::readsData, new Fault.CorruptResponse(100_000));

      aftermath.isOf(
          faulty.attempt(Engine.restoreOf(backup, database, true)), ErrorCode.CHECKSUM_MISMATCH);
    }
  }

  @Test
  void swap_pgRestoreKilled_isRefused() {
    CompletableFuture<Outcome> attempt = CompletableFuture.supplyAsync(RestoreFaultIT::swap);
    boolean killed = false;
    while (!killed && !attempt.isDone()) {
      killed =
          BackupFaultIT.programs("pg_restore").stream()
              .filter(
                  p ->
                      Arrays.toString(p.info().arguments().orElse(new String[0])).contains("=data"))
              .anyMatch(ProcessHandle::destroyForcibly);
    }

    assertThat(killed).isTrue();
    aftermath.isOf(attempt.join(), ErrorCode.CLIENT_FAILED);
  }

  @Test
  void swap_serverEndsTheSession_isRefused() {
    CompletableFuture<Outcome> attempt = CompletableFuture.supplyAsync(RestoreFaultIT::swap);
    String ended = "0";
    while (ended.equals("0") && !attempt.isDone()) {
      ended =
          engine.sql(
              "postgres",
              "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                  + " WHERE datname LIKE 'vigie_restore_%' AND query LIKE 'COPY%FROM stdin%'");
    }

    aftermath.isOf(attempt.join(), ErrorCode.DATABASE_UNAVAILABLE);
  }

  @Test
  void restore_failsAfterItMadeRoles_takesThemBack() {
    String owned = PostgresFixture.createDatabase();
    engine.sql(
        owned,
        "CREATE ROLE \"short lived\" LOGIN PASSWORD 'x';"
            + " CREATE TABLE t (x) AS SELECT 1; ALTER TABLE t OWNER TO \"short lived\"");
    Manifest owners = engine.backup(owned);
    engine.sql("postgres", "DROP DATABASE " + owned);
    engine.sql("postgres", "DROP ROLE \"short lived\"");
    Aftermath without = Aftermath.of(engine, database);
    byte[] bytes = engine.get(owners.require(Manifest.DATA).key());
    bytes[bytes.length / 2] ^= 1;
    engine.put(owners.require(Manifest.DATA).key(), bytes);

    Outcome outcome = engine.attempt(Engine.restoreOf(owners, owned, false));

    without.isOf(outcome, ErrorCode.CHECKSUM_MISMATCH);
  }

  private static Outcome swap() {
    return engine.attempt(Engine.restoreOf(backup, database, true));
  }

  private static Engine through(FaultProxy proxy) {
    return engine.through(
        new S3Settings(engine.store().bucket(), Optional.empty(), Optional.of(proxy.endpoint())));
  }

  private static boolean readsData(Request request) {
    return request.isGet() && request.path().contains("/data-");
  }
}
