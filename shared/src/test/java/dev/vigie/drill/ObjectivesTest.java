package dev.vigie.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.catalog.Verification;
import dev.vigie.catalog.Verifications;
import dev.vigie.drill.DrillReport.Compared;
import dev.vigie.drill.DrillReport.PhaseTime;
import dev.vigie.drill.DrillReport.Result;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.WriteCondition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ObjectivesTest {
  private static final Instant MONDAY = Instant.parse("2026-11-23T02:00:00Z");

  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());

  @Test
  void objectives_withoutProofs_areEmpty() {
    Objectives nothing = Objectives.of(store, "main", "db", MONDAY);

    assertThat(nothing)
        .isEqualTo(
            new Objectives(
                "main",
                "db",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void age_isOfTheNewestVerifiedBackup_andTheGapTheLargestBetweenTwo() {
    verified(0);
    verified(24);
    verified(72);

    Objectives measured = Objectives.of(store, "main", "db", MONDAY.plus(Duration.ofHours(80)));

    assertThat(measured.age()).contains(Duration.ofHours(8));
    assertThat(measured.largestGap()).contains(Duration.ofDays(2));
    assertThat(measured.newestVerified()).contains(backup(72));
  }

  @Test
  void gap_thatIsStillOpen_counts() {
    verified(0);

    Objectives measured = Objectives.of(store, "main", "db", MONDAY.plus(Duration.ofHours(100)));

    assertThat(measured.largestGap()).contains(Duration.ofHours(100));
  }

  @Test
  void restore_isTheNewestDrills_besideTheMiddleOneBefore() {
    drilled(1, Result.PROVED, 10, 50);
    drilled(2, Result.PROVED, 40, 50);
    drilled(3, Result.PROVED, 20, 50);
    drilled(4, Result.FAILED, 1, 50);
    drilled(5, Result.PROVED, 30, 50);

    Objectives measured = Objectives.of(store, "main", "db", MONDAY);

    assertThat(measured.restore()).contains(Duration.ofSeconds(30));
    assertThat(measured.before()).contains(Duration.ofSeconds(20));
  }

  @Test
  void estimate_isTheMiddleDrill_inProportionToALargerBackup() {
    Manifest backup = Manifests.manifest(backup(0), "main", "db", List.of()); // of 50 bytes
    DrillLog log = new DrillLog(store);
    assertThat(RestoreEstimate.of(log, backup)).isEmpty();

    drilled(1, Result.PROVED, 10, 50);
    assertThat(RestoreEstimate.of(log, backup)).contains(Duration.ofSeconds(10));
    drilled(2, Result.PROVED, 60, 50);
    drilled(3, Result.PROVED, 10, 25); // twice as large now
    assertThat(RestoreEstimate.of(log, backup)).contains(Duration.ofSeconds(20));
    drilled(4, Result.PROVED, 30, 5_000); // one that became smaller takes no less
    assertThat(RestoreEstimate.of(log, backup)).contains(Duration.ofSeconds(30));
  }

  @Test
  void reportThatIsDamaged_isPassedOver() {
    drilled(1, Result.PROVED, 10, 50);
    store.put(
        BucketLayout.drill("main", "db", drill(2).value()),
        "{".getBytes(StandardCharsets.UTF_8),
        Map.of(),
        WriteCondition.ALWAYS);

    assertThat(new DrillLog(store).proved("main", "db", 5)).hasSize(1);
  }

  private void verified(int hours) {
    Manifest manifest = Manifests.commit(store, backup(hours), "main", "db");
    new Verifications(store)
        .note(manifest, new Verification(1, backup(hours), drill(1), "drill", MONDAY));
  }

  private void drilled(int number, Result result, double seconds, long bytes) {
    OperationId id = drill(number);
    DrillReport report =
        new DrillReport(
            1,
            id,
            backup(0),
            "main",
            "db",
            MONDAY,
            MONDAY,
            result,
            "a server",
            Optional.of(new Compared(1, 1, bytes)),
            List.of(),
            List.of(),
            List.of(),
            List.of(
                new PhaseTime("start", 7),
                new PhaseTime("data", seconds / 2),
                new PhaseTime("compare", seconds / 2),
                new PhaseTime("checks", 9)),
            60,
            Optional.empty());
    new JsonDocuments(store)
        .put(
            BucketLayout.drill("main", "db", id.value()),
            report,
            Map.of(),
            WriteCondition.IF_ABSENT);
  }

  private static OperationId backup(int hours) {
    return OperationId.of(MONDAY.plus(Duration.ofHours(hours)), "backup");
  }

  private static OperationId drill(int number) {
    return OperationId.of(MONDAY.plusSeconds(number), "drill");
  }
}
