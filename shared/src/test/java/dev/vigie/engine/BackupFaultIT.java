package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.catalog.Catalog;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.PostgresFixture;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.postgres.ClientPrograms;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgSession;
import dev.vigie.postgres.PgTools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a backup leaves when PostgreSQL or its programs fail: nothing. */
@Timeout(90)
class BackupFaultIT {
  private static String database = "";

  private Engine engine;

  @BeforeAll
  static void load() {
    database = Engine.createNoise(1600);
    PostgresFixture.sql(database, "CREATE SEQUENCE hold");
  }

  @BeforeEach
  void open() {
    engine = Engine.open();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void backup_unknownDatabase_isRefused() {
    Aftermath aftermath = Aftermath.of(engine);

    Outcome outcome = engine.attempt(Engine.backupOf("no such; database"));

    aftermath.isOf(outcome, ErrorCode.DATABASE_UNKNOWN);
  }

  @Test
  void backup_wrongPassword_isRefusedAndNotTold() {
    Aftermath aftermath = Aftermath.of(engine);
    Engine stranger = engine.as(new ConnectionSettings(Map.of("PGPASSWORD", "Sesame-4711")));

    Outcome outcome = stranger.attempt(Engine.backupOf(database));

    aftermath.isOf(outcome, ErrorCode.DATABASE_LOGIN_REFUSED);
    assertThat(outcome.error().orElseThrow().message()).doesNotContain("Sesame");
  }

  @Test
  void backup_serverDown_isUnavailable() throws IOException {
    Aftermath aftermath = Aftermath.of(engine);
    Engine astray = engine.as(new ConnectionSettings(Map.of("PGPORT", closedPort())));

    aftermath.isOf(astray.attempt(Engine.backupOf(database)), ErrorCode.DATABASE_UNAVAILABLE);
  }

  @Test
  void backup_serverThatNeverAnswers_endsInTime() throws IOException {
    Aftermath aftermath = Aftermath.of(engine);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Engine astray =
          engine.as(
              new ConnectionSettings(
                  Map.of(
                      "PGPORT", String.valueOf(silent.getLocalPort()), "PGCONNECT_TIMEOUT", "2")));

      aftermath.isOf(astray.attempt(Engine.backupOf(database)), ErrorCode.DATABASE_UNAVAILABLE);
    }
  }

  @Test
  void connect_serverNewerThanThePrograms_isRefused(@TempDir Path root) throws IOException {
    Path bin = Files.createDirectory(root.resolve("bin"));
    Path real = engine.server().installation().bin();
    for (String program : List.of("psql", "pg_restore", "pg_dumpall")) {
      script(bin.resolve(program), "exec '%s' \"$@\"".formatted(real.resolve(program)));
    }
    script(bin.resolve("pg_dump"), "echo 'pg_dump (PostgreSQL) 12.22'");

    assertThatThrownBy(
            () ->
                PgTools.connect(
                    engine.connection().withDatabase(database),
                    ClientPrograms.in(root, List.of(bin))))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLIENT_TOO_OLD))
        .hasMessageContaining("12");
  }

  private static void script(Path path, String command) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + command + "\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void backup_dumpKilled_fails() {
    Aftermath aftermath = Aftermath.of(engine);

    Outcome outcome =
        whileDumping(
            () -> {
              List<ProcessHandle> dumps = programs("pg_dump");
              assertThat(dumps).isNotEmpty();
              dumps.forEach(ProcessHandle::destroyForcibly);
            });

    aftermath.isOf(outcome, ErrorCode.CLIENT_FAILED);
  }

  @Test
  void backup_dumpsSessionEndedByTheServer_fails() {
    Aftermath aftermath = Aftermath.of(engine);

    Outcome outcome = whileDumping(() -> endSessions("query LIKE '%FROM public.hold%'"));

    aftermath.isOf(outcome, ErrorCode.DATABASE_UNAVAILABLE);
  }

  @Test
  void backup_exportingSessionEnded_fails() {
    Aftermath aftermath = Aftermath.of(engine);

    Outcome outcome = whileDumping(() -> endSessions("state = 'idle in transaction'"));

    assertThat(outcome.error().orElseThrow().message()).contains("psql");
    aftermath.isOf(outcome, ErrorCode.DATABASE_UNAVAILABLE);
  }

  @Test
  void backup_secondOfTheDatabaseAtOnce_isRefused() {
    Aftermath aftermath = Aftermath.of(engine);
    try (PgSession other = PgSession.open(engine.tools().on(database))) {
      other.run("SELECT pg_catalog.pg_advisory_lock(x'7669676965'::bigint)");

      Outcome refused = engine.attempt(Engine.backupOf(database));

      assertThat(refused.error().orElseThrow().code()).isEqualTo("DATABASE_LEASED");
    }
    aftermath.isClean();
  }

  @Test
  void run_sameOperationTwiceAtOnce_isDoneOnce() throws Exception {
    OperationId id = Engine.newId();
    engine.request(id, Engine.backupOf(database));

    List<CompletableFuture<Boolean>> runs =
        java.util.stream.Stream.of(1, 2)
            .map(n -> CompletableFuture.supplyAsync(() -> done(id)))
            .toList();

    assertThat(runs.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(true, false);
    assertThat(engine.record(id).status()).isEqualTo(Outcome.Status.SUCCEEDED);
    assertThat(new Catalog(engine.store()).backups(Engine.CLUSTER, database, 10)).hasSize(1);
  }

  private boolean done(OperationId id) {
    try {
      return engine.runner().run(id, "test").error().isEmpty();
    } catch (VigieException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_EXISTS);
      return false;
    }
  }

  /** Holds the dump, does something, and lets it go. */
  private Outcome whileDumping(Runnable something) {
    try (PgSession holder = PgSession.open(engine.tools().on(database))) {
      // No table, so nothing guards it; pg_dump reads its last value, and waits until it is let go.
      holder.run("BEGIN; DROP SEQUENCE public.hold");
      Future<Outcome> attempt =
          CompletableFuture.supplyAsync(() -> engine.attempt(Engine.backupOf(database)));
      awaitWaitingDump();
      something.run();
      holder.run("ROLLBACK");
      return attempt.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitWaitingDump() {
    String waiting = "0";
    while (waiting.equals("0")) {
      waiting =
          engine.sql(
              "postgres",
              "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND wait_event_type ="
                      .formatted(database)
                  + " 'Lock' AND query LIKE '%FROM public.hold%'");
    }
  }

  private void endSessions(String which) {
    String ended =
        engine.sql(
            "postgres",
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '%s'"
                    .formatted(database)
                + " AND application_name IN ('vigie', 'pg_dump')"
                + " AND query NOT LIKE '%DROP SEQUENCE%' AND ("
                + which
                + ")");
    assertThat(ended).isNotEqualTo("0");
  }

  static List<ProcessHandle> programs(String name) {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/" + name))
        .toList();
  }

  static String closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return String.valueOf(socket.getLocalPort());
    }
  }
}
