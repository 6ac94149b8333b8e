package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.backup.BackupSettings;
import dev.vigie.backup.DumpPlan;
import dev.vigie.catalog.Manifest;
import dev.vigie.drill.DrillReport;
import dev.vigie.drill.DrillReport.PhaseTime;
import dev.vigie.drill.DrillReport.Result;
import dev.vigie.local.PostgresFixture;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.Check;
import dev.vigie.storage.JsonDocuments;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Drills of real backups, on servers of their own. */
class DrillIT {
  private static Engine engine;
  private static Manifest backup;

  @BeforeAll
  static void backUp() {
    engine = Engine.open();
    backup = engine.backup(PostgresFixture.createSample());
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void drill_ofASoundBackup_provesItAndSaysHow() {
    OperationId id = Engine.newId();

    Outcome outcome =
        engine.attempt(
            id, drillOf(backup, new Check("SELECT count(*) FROM pg_tables WHERE false", "0")));

    assertThat(outcome.error()).isEmpty();
    Report.Drill report = (Report.Drill) outcome.report().orElseThrow();
    assertThat(report.tables()).isEqualTo(backup.tables().size());
    assertThat(report.rows()).isEqualTo(backup.rows());
    assertThat(report.checks()).isEqualTo(1);
    DrillReport whole = whole(id);
    assertThat(whole.result()).isEqualTo(Result.PROVED);
    assertThat(whole.differences()).isEmpty();
    assertThat(whole.error()).isEmpty();
    assertThat(whole.bytesRead()).isGreaterThanOrEqualTo(backup.storedBytes());
    assertThat(whole.phases())
        .extracting(PhaseTime::phase)
        .containsExactly(
            "start",
            "globals",
            "schema",
            "data",
            "indexes",
            "compare",
            "place",
            "surroundings",
            "files",
            "checks",
            "end");
    assertThat(whole.restoreTime()).isPositive();
    assertThat(report.restoreSeconds()).isEqualTo(whole.restoreTime().toMillis() / 1000.0);
  }

  @Test
  void drill_ofLargeTables_provesThem() {
    Engine apart =
        engine.with(
            BackupSettings.standard()
                .withSizes(new DumpPlan.Sizes(65_536, 65_536, 1 << 20, 1L << 40, 100)));
    Manifest large = apart.backup(Engine.createNoise(500));
    assertThat(large.archives()).extracting(Manifest.Archive::name).anyMatch(Manifest::isRows);

    assertThat(apart.attempt(drillOf(large)).error()).isEmpty();

    // The same, had one bit of a row been another when it was backed up.
    Manifest.Table noise = large.tables().getFirst();
    String other =
        noise.fingerprint().replaceFirst(".$", noise.fingerprint().endsWith("0") ? "1" : "0");
    engine.put(
        large.key(),
        new String(engine.get(large.key()), StandardCharsets.UTF_8)
            .replace(noise.fingerprint(), other)
            .getBytes(StandardCharsets.UTF_8));
    assertThat(apart.attempt(drillOf(large)).error().orElseThrow())
        .satisfies(error -> assertThat(error.code()).isEqualTo("COMPARISON_FAILED"))
        .satisfies(error -> assertThat(error.message()).contains("table public.noise"));
  }

  @Test
  void check_withAnotherResult_failsTheDrillAndIsTold() {
    OperationId id = Engine.newId();

    Outcome outcome = engine.attempt(id, drillOf(backup, new Check("SELECT 1 + 1", "3")));

    assertThat(outcome.status()).isEqualTo(Outcome.Status.FAILED);
    assertThat(outcome.error().orElseThrow().code()).isEqualTo("CHECK_FAILED");
    assertThat(whole(id).checks())
        .containsExactly(new DrillReport.CheckResult("SELECT 1 + 1", "3", "2", false));
    assertThat(whole(id).compared()).isPresent();
  }

  @Test
  void check_mayReadEveryTableAndChangeNothing() {
    String database = PostgresFixture.createDatabase();
    engine.sql(
        database,
        """
        CREATE SCHEMA hidden;
        CREATE TABLE hidden.notes (id integer, owner text);
        INSERT INTO hidden.notes VALUES (1, 'a'), (2, 'b');
        ALTER TABLE hidden.notes ENABLE ROW LEVEL SECURITY;
        ALTER TABLE hidden.notes FORCE ROW LEVEL SECURITY;
        """);
    Manifest made = engine.backup(database);
    String program = "COPY (SELECT 1) TO PROGRAM 'touch /tmp/vigie-never-made'";
    List<String> refused =
        List.of("DELETE FROM hidden.notes", "CREATE TABLE t ()", program, "\\! true", "SELECT 1 /");
    OperationId id = Engine.newId();

    Outcome outcome =
        engine.attempt(
            id,
            new Work.Drill(
                Engine.CLUSTER,
                database,
                made.backupId(),
                Stream.concat(
                        Stream.of(
                            new Check("SELECT * FROM hidden.notes ORDER BY id", "1|a\n2|b\n")),
                        refused.stream().map(sql -> new Check(sql, "")))
                    .toList()));

    assertThat(outcome.error().orElseThrow().code()).isEqualTo("CHECK_FAILED");
    List<DrillReport.CheckResult> results = whole(id).checks();
    assertThat(results.getFirst().passed()).isTrue();
    assertThat(results.subList(1, 6))
        .allSatisfy(
            result ->
                assertThat(result.actual())
                    .containsAnyOf("read-only", "must be superuser", "syntax error"));
  }

  @Test
  void drill_ofADatabaseThatPostgresHasItself_provesIt() {
    Manifest maintenance = engine.backup("postgres");

    assertThat(engine.attempt(drillOf(maintenance)).error()).isEmpty();
  }

  @Test
  void drill_ofADamagedArchive_failsAndIsTold() {
    Manifest damaged = engine.backup(PostgresFixture.createSample());
    String key = damaged.require(Manifest.DATA).key();
    byte[] bytes = engine.get(key);
    bytes[bytes.length / 2] ^= 1;
    engine.put(key, bytes);
    OperationId id = Engine.newId();

    Outcome outcome = engine.attempt(id, drillOf(damaged));

    assertThat(outcome.status()).isEqualTo(Outcome.Status.FAILED);
    assertThat(outcome.error().orElseThrow().code()).isEqualTo("CHECKSUM_MISMATCH");
    assertThat(whole(id).result()).isEqualTo(Result.FAILED);
    assertThat(whole(id).error()).isEqualTo(outcome.error());
  }

  private static DrillReport whole(OperationId id) {
    String prefix = "drills/" + Engine.CLUSTER + "/";
    String key =
        engine.store().list(prefix, "", 1_000).stream()
            .map(object -> object.key())
            .filter(each -> each.endsWith("/" + id + ".json"))
            .findFirst()
            .orElseThrow();
    return new JsonDocuments(engine.store()).get(key, DrillReport.class);
  }

  static Work.Drill drillOf(Manifest backup, Check... checks) {
    return new Work.Drill(
        Engine.CLUSTER, backup.database().name(), backup.backupId(), List.of(checks));
  }
}
