package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.aws.S3Posture;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.HealthSettings;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.probe.HealthRound;
import dev.vigie.probe.PostgresLook;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a round finds where something is broken that {@link HealthMatrixIT} does not break. */
class HealthLookIT {
  private static final HealthSettings SETTINGS = HealthSettings.fromEnvironment(Map.of());

  private final Engine engine = Engine.open();
  private final String database = PostgresFixture.createDatabase();
  private final Instant now = Instant.now();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void everything_thatIsWell_isOk() {
    backUpTwice();

    HealthRound.Found found = backups();

    assertThat(found.findings())
        .allMatch(finding -> finding.health() == Health.OK)
        .extracting(Finding::check)
        .contains(Check.BACKUP_AGE, Check.BACKUP_OBJECTS, Check.BACKUP_DRIFT, Check.OPERATION);
    assertThat(found.worst()).isEqualTo(Health.OK);
  }

  @Test
  void backup_thatFailed_isAnOperationThatFailed_andTheOneBeforeIsYoungStill() {
    backUpTwice();
    Outcome failed = engine.attempt(Engine.backupOf("no such database"));

    assertThat(unwell(backups()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.check()).isEqualTo(Check.OPERATION);
              assertThat(finding.subject()).isEqualTo("backup of main/no such database");
              assertThat(finding.reason()).startsWith(failed.id() + " ended as FAILED");
            });
  }

  /** The embedded S3 has no public access block, so that the look ends as an answer or a reason. */
  @Test
  void posture_thatCannotBeRead_isUnknown_withTheReason() {
    S3Posture posture =
        new S3Posture(S3Fixture.server().settings("vigie-no-such-bucket"), S3Fixture.credentials());

    HealthRound.Found found =
        new HealthRound(SETTINGS, now)
            .withPosture(
                "vigie-no-such-bucket",
                new HealthRound.PostureReader(
                    posture::access, posture::versions, posture::expiry, posture::encryption))
            .look();

    assertThat(found.findings())
        .hasSize(4)
        .allMatch(finding -> finding.health() == Health.UNKNOWN)
        .allMatch(finding -> finding.reason().contains("vigie-no-such-bucket"));
  }

  @Test
  void connections_thatAreUsedUp_failAlone_evenWhereNoneIsLeftToLook() {
    Map<String, String> few =
        Map.of(
            "max_connections", "9", "superuser_reserved_connections", "3", "max_wal_senders", "0");
    List<PgProcess> held = new ArrayList<>();
    try (ThrowawayPostgres server =
        ThrowawayPostgres.start(PostgresFixture.server().installation(), few)) {
      PgTools tools = tools(server);
      try {
        hold(tools, held, 6);
        assertThat(unwell(server(tools)))
            .containsExactly(
                new Finding(
                    Check.CONNECTIONS, "main", Health.FAIL, "6 of 6 connections are taken"));
        hold(tools, held, 9);
        assertThat(unwell(server(tools)))
            .filteredOn(finding -> finding.health() == Health.FAIL)
            .containsExactly(
                new Finding(Check.CONNECTIONS, "main", Health.FAIL, "every connection is taken"));
      } finally {
        held.forEach(PgProcess::kill);
      }
    }
  }

  @Test
  void slot_thatNobodyReads_warnsAlone() {
    try (ThrowawayPostgres server =
        ThrowawayPostgres.start(
            PostgresFixture.server().installation(),
            Map.of("wal_level", "replica", "max_wal_senders", "2"))) {
      PgTools tools = tools(server);
      tools.psql().run("SELECT pg_create_physical_replication_slot('forgotten', true)");

      assertThat(unwell(server(tools)))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.check()).isEqualTo(Check.REPLICATION);
                assertThat(finding.health()).isEqualTo(Health.WARN);
                assertThat(finding.reason()).startsWith("nobody reads from slot forgotten");
              });
    }
  }

  private HealthRound.Found server(PgTools tools) {
    return new HealthRound(SETTINGS, now)
        .withServer(Engine.CLUSTER, () -> PostgresLook.at(tools))
        .look();
  }

  private static PgTools tools(ThrowawayPostgres server) {
    return new PgTools(
        List.of(),
        Optional.of(server.installation().bin()),
        new ConnectionSettings(server.environment()).withDatabase("postgres"));
  }

  private static void hold(PgTools tools, List<PgProcess> held, int number) {
    while (held.size() < number) {
      PgProcess session = tools.psql().start("SELECT 'here' \\g\nSELECT pg_sleep(600) \\g\n");
      held.add(session);
      try {
        assertThat(session.output().read()).isEqualTo('h');
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private HealthRound.Found backups() {
    FleetSettings fleet =
        new FleetSettings(
            List.of(
                new FleetSettings.Cluster(
                    Engine.CLUSTER,
                    "local",
                    List.of(new FleetSettings.Database(database, Duration.ofHours(26))))),
            null,
            null);
    return new HealthRound(SETTINGS, now).withBackups(engine.store(), fleet, true).look();
  }

  private void backUpTwice() {
    engine.sql(database, "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
    backUp(now.minus(Duration.ofHours(2)));
    backUp(now.minus(Duration.ofHours(1)));
  }

  private void backUp(Instant time) {
    Outcome outcome = engine.attempt(OperationId.of(time, database), Engine.backupOf(database));
    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
  }

  private static List<Finding> unwell(HealthRound.Found found) {
    return found.findings().stream().filter(finding -> finding.health() != Health.OK).toList();
  }
}
