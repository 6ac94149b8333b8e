package dev.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.alert.Announcer;
import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.catalog.Verification;
import dev.vigie.catalog.Verifications;
import dev.vigie.config.AlertPolicy;
import dev.vigie.config.BucketKeys;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.HealthSettings;
import dev.vigie.config.Tier;
import dev.vigie.drill.DrillReport;
import dev.vigie.error.ErrorCode;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.OperationStatus;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Work;
import dev.vigie.probe.BackupWatch;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.storage.CountingStore;
import dev.vigie.storage.CountingStore.Request;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.WriteCondition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is read of a bucket, and how little of it once more. */
class SummaryReaderTest {
  private static final Instant MONDAY = Instant.parse("2026-11-23T02:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private Instant now = MONDAY.plus(HOUR);
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final InMemoryObjectStore memory = new InMemoryObjectStore("memory", clock);
  private final CountingStore store = new CountingStore(memory);
  private final SummaryReader reader = new SummaryReader(store, clock);

  @Test
  void database_isHeldAgainstItsPromise() {
    backUp(MONDAY.minus(HOUR));
    backUp(MONDAY);
    verify(MONDAY.minus(HOUR));
    drill(MONDAY.minusSeconds(60), DrillReport.Result.PROVED, 90);
    drill(MONDAY, DrillReport.Result.FAILED, 1);
    promise(Duration.ofHours(2), Duration.ofMinutes(1));

    DatabaseStanding kept = reader.read().databases().getFirst();
    now = MONDAY.plus(Duration.ofHours(2)).plusSeconds(1);
    DatabaseStanding late = reader.read().databases().getFirst();

    assertThat(kept.newest()).contains(backup(MONDAY));
    assertThat(kept.newestVerified()).contains(backup(MONDAY.minus(HOUR)));
    assertThat(kept.drill().orElseThrow().proved()).isFalse();
    assertThat(kept.restore()).contains(Duration.ofSeconds(90));
    assertThat(kept.late()).isFalse();
    assertThat(kept.slow()).isTrue();
    assertThat(late.late()).isTrue();
  }

  @Test
  void database_thatIsPromisedAndHasNoBackup_isLate() {
    promise(Duration.ofHours(2), Duration.ofMinutes(1));

    DatabaseStanding standing = reader.read().databases().getFirst();

    assertThat(standing.database()).isEqualTo("db");
    assertThat(standing.late()).isTrue();
  }

  @Test
  void backup_thatIsNotWhole_isNoneUntilItsManifestIsThere() {
    backUp(MONDAY);
    assertThat(newest()).contains(backup(MONDAY));

    Manifests.store(store, backup(MONDAY.plus(HOUR)), "main", "db");
    now = now.plus(HOUR);
    assertThat(newest()).contains(backup(MONDAY));

    backUp(MONDAY.plus(HOUR));
    now = now.plus(HOUR);
    assertThat(newest()).contains(backup(MONDAY.plus(HOUR)));
  }

  @Test
  void backup_thatIsGone_isNotTheNewestAnyMore() {
    backUp(MONDAY);
    assertThat(newest()).contains(backup(MONDAY));

    now = now.plus(HOUR);
    memory.expire(now);

    assertThat(reader.read().databases()).isEmpty();
  }

  @Test
  void operation_isUnderWayUntilItEnds_andThenItsDatabaseIsLookedAtAtOnce() {
    backUp(MONDAY);
    OperationId id = begin(now.minusSeconds(30));
    StatusSummary running = reader.read();
    backUp(MONDAY.plusSeconds(60));
    new OperationJournal(store)
        .end(Outcome.failed(id, now, Failure.of(ErrorCode.CLIENT_FAILED, "pg_dump failed")));
    now = now.plusSeconds(5);
    StatusSummary after = reader.read();

    assertThat(running.operations()).extracting(OperationStatus::id).containsExactly(id);
    assertThat(after.operations()).isEmpty();
    assertThat(after.databases().getFirst().newest()).contains(backup(MONDAY.plusSeconds(60)));
    assertThat(after.isNewsAfter(running)).isTrue();
  }

  @Test
  void operation_thatTakesLong_staysUnderWay() {
    OperationId id = begin(now.minus(Duration.ofHours(40)));

    for (int i = 0; i < 3; i++) {
      now = now.plus(HOUR);
      assertThat(reader.read().operations()).extracting(OperationStatus::id).containsExactly(id);
    }
  }

  @Test
  void health_isThatOfTheLastRound() {
    announce(Health.FAIL);
    StatusSummary broken = reader.read();
    now = now.plusSeconds(300);
    announce(Health.OK);
    StatusSummary well = reader.read();

    assertThat(broken.health()).isEqualTo(Health.FAIL);
    assertThat(broken.unwell()).hasSize(1);
    assertThat(broken.alerts()).hasSize(1);
    assertThat(broken.posture()).hasSize(1);
    assertThat(broken.lookedAt()).contains(now.minusSeconds(300));
    assertThat(well.health()).isEqualTo(Health.OK);
    assertThat(well.isNewsAfter(broken)).isTrue();
  }

  @Test
  void health_thatIsDamaged_hidesNothingOfTheRest_andIsNoSilence() {
    backUp(MONDAY);
    store.put(BucketKeys.HEALTH, new byte[] {'{'}, Map.of(), WriteCondition.ALWAYS);

    StatusSummary damaged = reader.read();

    assertThat(damaged.unread().orElseThrow()).contains("MANIFEST_INVALID", BucketKeys.HEALTH);
    assertThat(new SummaryText(damaged).text()).contains("memory: unknown", "cannot be read");
    assertThat(damaged.databases()).hasSize(1);
  }

  @Test
  void news_isNeitherTheTimeNorAnotherWord() {
    backUp(MONDAY);
    announce(Health.FAIL);
    StatusSummary before = reader.read();
    now = now.plusSeconds(300);
    announce(Health.FAIL);
    StatusSummary after = reader.read();

    assertThat(after.unwell().getFirst().finding().reason()).contains(now.toString());
    assertThat(after.isNewsAfter(before)).isFalse();
  }

  /** A look lists what is new; that there are 5,000 backups costs the first one alone. */
  @Test
  void look_atFiveThousandBackups_asksNoMoreThanAtOne() {
    for (int i = 0; i < 5_000; i++) {
      Instant time = MONDAY.minus(Duration.ofHours(i));
      String key = BucketLayout.manifest("main", "db", backup(time).value());
      store.put(key, new byte[] {'{'}, Map.of(), WriteCondition.IF_ABSENT);
    }
    announce(Health.OK);
    assertThat(newest()).contains(backup(MONDAY));
    long gets = count(Request.GET);
    long calls = store.calls();

    now = now.plus(SummaryReader.LOOK_AGAIN);
    assertThat(newest()).contains(backup(MONDAY));
    long again = store.calls() - calls;
    now = now.plusSeconds(5);
    reader.read();

    assertThat(count(Request.GET)).isEqualTo(gets);
    assertThat(again).isLessThanOrEqualTo(10);
    // The versions of two documents, and the operations of the last hour.
    assertThat(store.calls() - calls - again).isLessThanOrEqualTo(3);
  }

  private Optional<OperationId> newest() {
    return reader.read().databases().getFirst().newest();
  }

  private long count(Request request) {
    return store.counts().getOrDefault(request, 0L);
  }

  private void backUp(Instant time) {
    Manifests.commit(store, backup(time), "main", "db");
  }

  private void verify(Instant time) {
    Manifest manifest = Manifests.manifest(backup(time), "main", "db", List.of());
    new Verifications(store)
        .note(manifest, new Verification(1, backup(time), backup(time), "drill", time));
  }

  private void drill(Instant time, DrillReport.Result result, double seconds) {
    OperationId id = OperationId.of(time, "drill");
    DrillReport report =
        new DrillReport(
            1,
            id,
            backup(MONDAY),
            "main",
            "db",
            time,
            time.plusSeconds(100),
            result,
            "a server",
            Optional.of(new DrillReport.Compared(1, 1, 1)),
            List.of(),
            List.of(),
            List.of(),
            List.of(new DrillReport.PhaseTime("data", seconds)),
            60,
            Optional.empty());
    new JsonDocuments(store)
        .put(
            BucketLayout.drill("main", "db", id.value()),
            report,
            Map.of(),
            WriteCondition.IF_ABSENT);
  }

  /** As a round of {@code CheckHealth} notes it. */
  private void promise(Duration rpo, Duration rto) {
    HealthSettings settings =
        HealthSettings.fromEnvironment(
            Map.of(
                HealthSettings.VARIABLE,
                "{\"restoreTimes\":{\"main\":{\"db\":\"%s\"}}}".formatted(rto)));
    FleetSettings fleet =
        new FleetSettings(
            List.of(
                new FleetSettings.Cluster(
                    "main", "local", List.of(new FleetSettings.Database("db", rpo)))),
            null,
            null);
    new BackupWatch(store, fleet, settings, true).look(now);
  }

  private OperationId begin(Instant time) {
    OperationId id = OperationId.of(time, "an operation");
    new OperationJournal(store)
        .begin(
            new OperationRequest(
                1,
                id,
                time,
                time.plus(Duration.ofDays(2)),
                "a test",
                "i-0123456789abcdef0",
                new Work.Backup("main", "db", Tier.DAILY)));
    return id;
  }

  private void announce(Health health) {
    AlertPolicy policy = AlertPolicy.parse("{\"damping\": {\"rounds\": 1}}");
    new Announcer(store, policy, Map.of(), Optional.empty(), clock)
        .announce(
            List.of(
                new Finding(
                    Check.BUCKET_ACCESS,
                    "memory",
                    health,
                    health == Health.OK ? "" : "at " + now)));
  }

  private static OperationId backup(Instant time) {
    return OperationId.of(time, "backup");
  }
}
