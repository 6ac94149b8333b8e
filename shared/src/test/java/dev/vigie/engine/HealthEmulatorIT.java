package dev.vigie.engine;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.vigie.alert.SetClock;
import dev.vigie.catalog.Manifest;
import dev.vigie.config.FleetSettings;
import dev.vigie.engine.AlertCourse.Told;
import dev.vigie.local.PostgresFixture;
import dev.vigie.probe.Check;
import dev.vigie.probe.Health;
import dev.vigie.probe.HealthRound;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What {@link HealthMatrixIT} does, where a person does it to the bucket itself: on the emulator
 * that {@code VIGIE_AWS_ENDPOINT} names, whose buckets have what the embedded S3 lacks. {@code
 * lab/aws/test} starts one; without it there is nothing to try here.
 */
class HealthEmulatorIT {
  /** A bucket with a backup in it. */
  private record Scene(EmulatedBucket bucket, Manifest backup) {
    String name() {
      return bucket.store().bucket();
    }

    String subject() {
      return Engine.CLUSTER + "/" + backup.database().name();
    }

    String key() {
      return backup.archives().getLast().object().key();
    }
  }

  @TestFactory
  Stream<DynamicTest> fault_ofTheBucket_isToldOnce_soIsItsRecovery_andNothingElse() {
    return Stream.ofNullable(System.getenv("VIGIE_AWS_ENDPOINT"))
        .map(URI::create)
        .flatMap(
            endpoint ->
                Stream.of(
                    dynamicTest("lifecycle_removed", () -> lifecycle(endpoint)),
                    dynamicTest("publicAccess_unblocked", () -> access(endpoint)),
                    dynamicTest("backup_deletedByHand", () -> backup(endpoint))));
  }

  private static void lifecycle(URI endpoint) {
    prove(
        endpoint,
        scene -> scene.bucket().removeLifecycle(),
        scene -> scene.bucket().putLifecycle(),
        scene ->
            new Told(
                Check.BUCKET_LIFECYCLE,
                scene.name(),
                Health.WARN,
                "what was hidden: expires never, and was deployed with 7 days"));
  }

  private static void access(URI endpoint) {
    prove(
        endpoint,
        scene -> scene.bucket().unblock(),
        scene -> scene.bucket().block(),
        scene ->
            new Told(
                Check.BUCKET_ACCESS,
                scene.name(),
                Health.FAIL,
                "policies may open it to the public"));
  }

  private static void backup(URI endpoint) {
    prove(
        endpoint,
        scene -> scene.bucket().delete(scene.key()),
        scene -> scene.bucket().undelete(scene.key()),
        scene ->
            new Told(
                Check.BACKUP_OBJECTS,
                scene.subject(),
                Health.FAIL,
                scene.key() + " is not in the bucket"));
  }

  private static void prove(
      URI endpoint, Consumer<Scene> breaking, Consumer<Scene> mending, Function<Scene, Told> told) {
    SetClock clock = new SetClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    try (EmulatedBucket bucket = new EmulatedBucket(endpoint)) {
      String database = PostgresFixture.createDatabase();
      Engine engine = Engine.on(PostgresFixture.server(), bucket.store());
      engine.sql(database, "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id");
      Scene scene = new Scene(bucket, engine.backup(database));
      try (AlertCourse course =
          new AlertCourse(
              bucket.store(), clock, () -> round(scene, clock.instant()).look().findings())) {
        course.prove(
            () -> breaking.accept(scene), () -> mending.accept(scene), List.of(told.apply(scene)));
      }
    }
  }

  private static HealthRound round(Scene scene, Instant now) {
    FleetSettings.Database promised =
        new FleetSettings.Database(scene.backup().database().name(), Duration.ofHours(26));
    FleetSettings fleet =
        new FleetSettings(
            List.of(new FleetSettings.Cluster(Engine.CLUSTER, "local", List.of(promised))),
            null,
            null);
    return new HealthRound(HealthWorld.SETTINGS, now)
        .withBackups(scene.bucket().store(), fleet, true)
        .withPosture(scene.name(), HealthWorld.reader(scene.bucket().posture()));
  }
}
