package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.alert.SetClock;
import dev.vigie.aws.PostureEndpoint;
import dev.vigie.aws.S3Posture;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.HealthSettings;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ServerRestart;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.node.CommandState;
import dev.vigie.node.InMemoryNodeCommands;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Reconciler;
import dev.vigie.probe.Finding;
import dev.vigie.probe.HealthRound;
import dev.vigie.probe.HttpsSite;
import dev.vigie.probe.Trust;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Everything that a round of health looks at, well at first, each part with a way to break it and
 * to mend it: a real PostgreSQL, real backups in a real S3, an application over HTTPS, the bucket's
 * posture by the wire form of S3's answers, and machines at their port.
 */
final class HealthWorld implements AutoCloseable {
  /** What findings call the application. */
  static final String SITE = "nocodb";

  private static final int GOOD_DAYS = 60;

  /** A loaded machine is slow, and that is not what is tested. */
  static final HealthSettings SETTINGS =
      HealthSettings.fromEnvironment(
          Map.of(
              HealthSettings.VARIABLE,
              """
              {"thresholds": {"httpsMillis": 4000},
               "posture": {"days": {"daily": 14, "weekly": 60, "monthly": 400, "yearly": 2600},
                           "hiddenDays": %d, "encryption": "aws:kms"}}
              """
                  .formatted(PostureEndpoint.HIDDEN_DAYS)));

  private final SetClock clock = new SetClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  private final ThrowawayPostgres server;
  private final Engine engine;
  private final String database = "orders_" + UUID.randomUUID();
  private final PostureEndpoint posture = new PostureEndpoint();
  private final HealthMachines machines;
  private final InMemoryNodeCommands nodes = new InMemoryNodeCommands();
  private final KeyStore good;
  private final KeyStore ending;
  private final Trust trust;
  private final HttpsSite site;

  /**
   * A world whose databases are on this server.
   *
   * @param directory for what is made on the way
   */
  HealthWorld(ThrowawayPostgres server, Path directory) throws Exception {
    this.server = server;
    this.engine = Engine.on(server, S3Fixture.open(S3Fixture.newBucket()));
    this.machines = new HealthMachines(clock, engine::tools);
    this.good = HttpsSite.certificate(directory, "good", GOOD_DAYS);
    this.ending = HttpsSite.certificate(directory, "ending", 2);
    this.trust = HttpsSite.trust(good, ending);
    this.site = new HttpsSite(good, 200);
    engine.sql("postgres", "CREATE DATABASE " + PostgresFixture.identifier(database));
    fill();
    backUp(clock.instant().minus(Duration.ofHours(2)));
    backUp(clock.instant().minus(Duration.ofHours(1)));
  }

  SetClock clock() {
    return clock;
  }

  Engine engine() {
    return engine;
  }

  HealthMachines machines() {
    return machines;
  }

  PostureEndpoint posture() {
    return posture;
  }

  String bucket() {
    return engine.store().bucket();
  }

  /** As findings call the database. */
  String subject() {
    return Engine.CLUSTER + "/" + database;
  }

  /** What a round finds, after the look that the schedule makes after operations. */
  List<Finding> look() {
    reconcile();
    S3Posture asked = new S3Posture(posture.settings(bucket()), S3Fixture.credentials());
    return new HealthRound(SETTINGS, clock.instant())
        .withBackups(engine.store(), fleet(), true)
        .withPosture(bucket(), reader(asked))
        .withMachines(machines.probes(SETTINGS.thresholds()))
        .withAddress(SITE, site.address(), trust)
        .look()
        .findings();
  }

  /** How a bucket's posture is read. */
  static HealthRound.PostureReader reader(S3Posture posture) {
    return new HealthRound.PostureReader(
        posture::access, posture::versions, posture::expiry, posture::encryption);
  }

  /** The server is gone: who asks is refused. */
  void stopServer() {
    ProcessHandle first = ProcessHandle.of(server.pid()).orElseThrow();
    first.destroyForcibly();
    first.onExit().join();
  }

  void startServer() {
    ServerRestart.of(server);
  }

  /** The application shows a certificate that ends in two days. */
  void letCertificateEnd() {
    show(ending);
  }

  void renewCertificate() {
    show(good);
  }

  /** Somebody deletes the data of the newest backup, with the version that was stored. */
  void deleteNewestData() {
    String key =
        engine.store().list("backups/" + Engine.CLUSTER + "/", "", 100).stream()
            .map(object -> object.key())
            .filter(each -> each.endsWith("/data-0001.dump.zst"))
            .max(String::compareTo)
            .orElseThrow();
    // Without the version the embedded S3 still lists what is hidden, and S3 does not.
    String version = engine.store().head(key).orElseThrow().versionId().orElseThrow();
    try (S3Client s3 = s3()) {
      s3.deleteObject(request -> request.bucket(bucket()).key(key).versionId(version));
    }
  }

  void backUpEmptied() {
    engine.sql(database, "DELETE FROM orders");
    backUp();
  }

  void backUpFilled() {
    fill();
    backUp();
  }

  private void fill() {
    engine.sql(
        database,
        "CREATE TABLE IF NOT EXISTS orders (id int);"
            + " INSERT INTO orders SELECT generate_series(1, 1000)");
  }

  /** Takes a backup now, which is heard of. */
  void backUp() {
    backUp(clock.instant());
  }

  private void backUp(Instant time) {
    Outcome outcome = engine.attempt(OperationId.of(time, database), Engine.backupOf(database));
    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
  }

  /** A backup is made, and no event tells of its end: only who looks after it finds it. */
  void backUpUnheard() {
    OperationId id = OperationId.of(clock.instant(), database);
    engine.request(id, Engine.backupOf(database));
    engine.runner().run(id, "test");
  }

  /** A backup's runner dies without a word, and no event tells of that either. */
  void loseBackup() {
    Instant now = clock.instant();
    dispatcher()
        .dispatch(
            new OperationRequest(
                OperationRequest.SCHEMA_VERSION,
                OperationId.of(now, database),
                now,
                now.plus(Duration.ofHours(6)),
                "test",
                InMemoryNodeCommands.NODE,
                Engine.backupOf(database)));
    nodes.end(nodes.sent().getLast().commandId(), CommandState.FAILED, "Killed");
  }

  private void reconcile() {
    OperationJournal journal = new OperationJournal(engine.store());
    Reconciler.Look look =
        new Reconciler(journal, engine.recorder(clock), dispatcher(), nodes, clock).look();
    assertThat(look.findings()).noneMatch(finding -> finding.action() == Reconciler.Action.FAILED);
  }

  private Dispatcher dispatcher() {
    return new Dispatcher(new OperationJournal(engine.store()), nodes, clock);
  }

  private FleetSettings fleet() {
    FleetSettings.Database promised = new FleetSettings.Database(database, Duration.ofHours(26));
    return new FleetSettings(
        List.of(new FleetSettings.Cluster(Engine.CLUSTER, "local", List.of(promised))), null, null);
  }

  private void show(KeyStore certificate) {
    try {
      site.show(certificate);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static S3Client s3() {
    return S3Client.builder()
        .endpointOverride(S3Fixture.server().endpoint())
        .forcePathStyle(true)
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(S3Fixture.credentials())
        .build();
  }

  /** Leaves the server running for the next one, whatever became of this. */
  @Override
  public void close() {
    startServer();
    site.close();
    posture.close();
    engine.close();
  }
}
