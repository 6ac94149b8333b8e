package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.vigie.aws.S3Posture;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.HealthSettings;
import dev.vigie.local.EmbeddedS3;
import dev.vigie.local.MachineScript;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.node.SeenMachine;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.probe.HealthRound;
import dev.vigie.probe.MachineProbes;
import dev.vigie.probe.NodeFacts;
import dev.vigie.probe.NodeLook;
import dev.vigie.probe.PostgresLook;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Breaks one thing at a time, for real where that can be done on one machine, and looks: the right
 * check says so, and no other one is anything but well or unable to look for that reason.
 */
class HealthMatrixIT {
  private static final HealthSettings SETTINGS = HealthSettings.fromEnvironment(Map.of());
  private static final SeenMachine MACHINE =
      new SeenMachine(
          "database-1", "i-0123456789abcdef0", Optional.of("running"), true, Optional.empty());

  private final Engine engine = Engine.open();
  private final String database = PostgresFixture.createDatabase();
  private final Instant now = Instant.now();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void everything_thatIsWell_isOk() {
    backUpTwice("SELECT 1");

    HealthRound.Found found = backups();

    assertThat(found.findings())
        .allMatch(finding -> finding.health() == Health.OK)
        .extracting(Finding::check)
        .contains(Check.BACKUP_AGE, Check.BACKUP_OBJECTS, Check.BACKUP_DRIFT, Check.OPERATION);
    assertThat(found.worst()).isEqualTo(Health.OK);
  }

  @Test
  void table_thatWasEmptiedBetweenTwoBackups_isNamed() {
    backUpTwice("DELETE FROM orders");

    assertThat(unwell(backups()))
        .containsExactly(
            new Finding(
                Check.BACKUP_DRIFT,
                "main/" + database,
                Health.WARN,
                "tables empty: public.orders (1,000 rows)"));
  }

  @Test
  void object_thatSomebodyDeleted_isNamed() {
    backUpTwice("SELECT 1");
    String key =
        engine.store().list("backups/main/", "", 100).stream()
            .map(object -> object.key())
            .filter(each -> each.endsWith("/data-0001.dump.zst"))
            .max(String::compareTo)
            .orElseThrow();
    try (S3Client s3 = s3()) {
      // Its version, too: the embedded S3 lists what a delete marker hides, and S3 does not.
      String version = engine.store().head(key).orElseThrow().versionId().orElseThrow();
      s3.deleteObject(
          request -> request.bucket(engine.store().bucket()).key(key).versionId(version));
    }

    assertThat(unwell(backups()))
        .containsExactly(
            new Finding(
                Check.BACKUP_OBJECTS,
                "main/" + database,
                Health.FAIL,
                key + " is not in the bucket"));
  }

  @Test
  void backup_thatFailed_isAnOperationThatFailed_andTheOneBeforeIsYoungStill() {
    backUpTwice("SELECT 1");
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
  void server_thatIsStopped_failsAlone() {
    ThrowawayPostgres server = ThrowawayPostgres.start();
    PgTools tools = tools(server);
    assertThat(unwell(server(tools))).isEmpty();
    server.close();

    assertThat(unwell(server(tools)))
        .extracting(Finding::check, Finding::health)
        .containsExactly(
            tuple(Check.POSTGRES, Health.FAIL),
            tuple(Check.CONNECTIONS, Health.UNKNOWN),
            tuple(Check.TRANSACTION_AGE, Health.UNKNOWN),
            tuple(Check.REPLICATION, Health.UNKNOWN));
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

  @Test
  void clock_thatIsWrong_failsAlone() {
    assertThat(
            unwell(
                machine(
                    facts -> changed(facts, facts.at().plusSeconds(3_600), facts.fileSystems()))))
        .extracting(Finding::check, Finding::health)
        .containsExactly(tuple(Check.CLOCK, Health.FAIL));
  }

  @Test
  void disk_thatIsFull_failsAlone() {
    List<NodeFacts.FileSystem> full = List.of(new NodeFacts.FileSystem("/", 1_000, 0, 100, 90));

    assertThat(unwell(machine(facts -> changed(facts, facts.at(), full))))
        .extracting(Finding::check, Finding::reason)
        .containsExactly(tuple(Check.DISK, "100 % of the bytes of / are used"));
  }

  @Test
  void machine_thatIsStopped_fails_andWhatItKnowsIsUnknownForThatReason() {
    SeenMachine stopped =
        new SeenMachine(
            "database-1", MACHINE.instanceId(), Optional.of("stopped"), false, Optional.of(now));
    HealthRound.Found found =
        new HealthRound(SETTINGS, now)
            .withMachines(
                new MachineProbes(
                    () -> List.of(stopped),
                    (_, _) -> "",
                    Map.of("database-1", List.of("main")),
                    SETTINGS.thresholds(),
                    Clock.systemUTC()))
            .look();

    assertThat(unwell(found))
        .filteredOn(finding -> finding.health() != Health.UNKNOWN)
        .extracting(Finding::check, Finding::subject)
        .containsExactly(tuple(Check.NODE, "database-1"));
    assertThat(unwell(found))
        .filteredOn(finding -> finding.health() == Health.UNKNOWN)
        .allMatch(finding -> finding.reason().contains("database-1"))
        .hasSize(9);
  }

  /**
   * This machine's own facts, with what the test breaks; the disk of a test machine may be full.
   */
  private HealthRound.Found machine(UnaryOperator<NodeFacts> broken) {
    List<NodeFacts.FileSystem> roomy = List.of(new NodeFacts.FileSystem("/", 1_000, 900, 0, 0));
    Optional<NodeFacts.Memory> memory = Optional.of(new NodeFacts.Memory(1_000, 900));
    return new HealthRound(SETTINGS, now)
        .withMachines(
            new MachineProbes(
                () -> List.of(MACHINE),
                (_, _) -> {
                  NodeFacts here = NodeLook.here(MachineScript::run, Optional.of(engine::tools));
                  NodeFacts well =
                      new NodeFacts(
                          here.schemaVersion(),
                          here.at(),
                          roomy,
                          memory,
                          Optional.empty(),
                          here.postgres(),
                          Map.of());
                  return new String(
                      JsonDocuments.bytes(broken.apply(well)), StandardCharsets.UTF_8);
                },
                Map.of("database-1", List.of("main")),
                SETTINGS.thresholds(),
                Clock.systemUTC()))
        .look();
  }

  private static NodeFacts changed(
      NodeFacts facts, Instant at, List<NodeFacts.FileSystem> fileSystems) {
    return new NodeFacts(
        facts.schemaVersion(),
        at,
        fileSystems,
        facts.memory(),
        facts.swarm(),
        facts.postgres(),
        facts.unread());
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

  private void backUpTwice(String between) {
    engine.sql(database, "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
    backUp(now.minus(Duration.ofHours(2)));
    engine.sql(database, between);
    backUp(now.minus(Duration.ofHours(1)));
  }

  private void backUp(Instant time) {
    Outcome outcome = engine.attempt(OperationId.of(time, database), Engine.backupOf(database));
    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
  }

  private static List<Finding> unwell(HealthRound.Found found) {
    return found.findings().stream().filter(finding -> finding.health() != Health.OK).toList();
  }

  private static S3Client s3() {
    EmbeddedS3 server = S3Fixture.server();
    return S3Client.builder()
        .endpointOverride(server.settings("any").endpoint().orElseThrow())
        .forcePathStyle(true)
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(S3Fixture.credentials())
        .build();
  }
}
