package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.config.FleetDrills;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.HealthSettings;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.CountingStore;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.WriteCondition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is found of a fleet's backups, and how little is read to know it. */
class BackupWatchTest {
  private static final Duration RPO = Duration.ofHours(26);
  private static final Instant TAKEN = Instant.parse("2026-11-23T02:00:00Z");

  private final CountingStore store =
      new CountingStore(new InMemoryObjectStore("vigie-test", Clock.systemUTC()));

  @Test
  void backup_thatIsYoungAndWhole_isWell_untilItsPromiseRunsOut() {
    backUp("db0", TAKEN, 3);

    assertThat(unwell(1, TAKEN.plus(RPO))).isEmpty();
    assertThat(unwell(1, TAKEN.plus(RPO).plusMillis(1)))
        .containsExactly(
            new Finding(
                Check.BACKUP_AGE,
                "main/db0",
                Health.FAIL,
                "the newest backup is 26 h 0 min old, and 26 h 0 min were promised"));
  }

  @Test
  void database_withoutABackup_fails() {
    assertThat(unwell(1, TAKEN))
        .containsExactly(
            new Finding(Check.BACKUP_AGE, "main/db0", Health.FAIL, "there is no backup"));
  }

  @Test
  void object_thatIsGoneOrAnother_isNamed_andNothingElseIsTold() {
    Manifest backup = backUp("db0", TAKEN, 3);
    String key = backup.archives().getLast().object().key();
    store.put(key, new byte[1], Map.of(), WriteCondition.ALWAYS);

    assertThat(unwell(1, TAKEN))
        .containsExactly(
            new Finding(
                Check.BACKUP_OBJECTS,
                "main/db0",
                Health.FAIL,
                key + " has 1 bytes and should have 18"));
  }

  @Test
  void manifest_thatCannotBeRead_isDamage_andTheOneBeforeIsTheNewest() {
    backUp("db0", TAKEN, 3);
    OperationId id = OperationId.of(TAKEN.plusSeconds(3_600), "db0");
    String key = Manifests.manifest(id, "main", "db0", List.of()).key();
    store.put(key, "{".getBytes(StandardCharsets.UTF_8), Map.of(), WriteCondition.ALWAYS);

    assertThat(unwell(1, TAKEN.plusSeconds(7_200)))
        .extracting(Finding::check, Finding::reason)
        .containsExactly(tuple(Check.BACKUP_OBJECTS, "the manifest of " + id + " cannot be read"));
  }

  @Test
  void emptiedTable_isTold_andAgainWithoutReadingTheBackupsAnew() {
    for (int day = 0; day < 4; day++) {
      backUp("db0", TAKEN.plus(Duration.ofDays(day)), day == 3 ? 0 : 3);
    }
    Instant now = TAKEN.plus(Duration.ofDays(3)).plusSeconds(60);
    List<Finding> told = unwell(1, now);
    long before = gets();

    assertThat(told)
        .containsExactly(
            new Finding(
                Check.BACKUP_DRIFT,
                "main/db0",
                Health.WARN,
                "tables empty: public.my\ntable (3 rows)"));
    assertThat(unwell(1, now.plusSeconds(300))).isEqualTo(told);
    // What is remembered, and the newest manifest.
    assertThat(gets() - before).isEqualTo(2);
  }

  @Test
  void proof_thatIsTooOld_warns_whereDrillsAreMade() {
    backUp("db0", TAKEN.minus(Duration.ofDays(9)), 3);
    backUp("db0", TAKEN, 3);

    assertThat(unwell(1, TAKEN)).isEmpty();
    assertThat(new BackupWatch(store, fleet(1, true), settings("{}"), true).look(TAKEN).findings())
        .contains(
            new Finding(
                Check.BACKUP_AGE, "main/db0", Health.WARN, "no backup was proved by a drill yet"));
  }

  @Test
  void restoreTime_thatWasPromisedAndNotMeasured_isUnknown() {
    backUp("db0", TAKEN, 3);
    HealthSettings promised = settings("{\"restoreTimes\":{\"main\":{\"db0\":\"PT1H\"}}}");

    assertThat(new BackupWatch(store, fleet(1, false), promised, true).look(TAKEN).findings())
        .extracting(Finding::check, Finding::health)
        .contains(tuple(Check.RESTORE_TIME, Health.UNKNOWN));
  }

  @Test
  void fleet_largerThanOneLook_isLookedAtInTurns_andToldAsAWhole() {
    int databases = 2 * BackupWatch.MOST + 5;
    IntStream.range(0, databases).forEach(i -> backUp("db" + i, TAKEN, 3));
    List<Integer> known = new ArrayList<>();
    for (int look = 0; look < 4; look++) {
      known.add(
          new BackupWatch(store, fleet(databases, false), settings("{}"), true)
              .look(TAKEN.plusSeconds(300L * look))
              .facts()
              .size());
    }

    assertThat(known).containsExactly(BackupWatch.MOST, 2 * BackupWatch.MOST, databases, databases);
  }

  @Test
  void look_withoutAMemory_takesAll_andWritesNothing() {
    int databases = BackupWatch.MOST + 5;
    IntStream.range(0, databases).forEach(i -> backUp("db" + i, TAKEN, 3));
    long before = store.counts().getOrDefault(CountingStore.Request.PUT, 0L);

    BackupWatch watch = new BackupWatch(store, fleet(databases, false), settings("{}"), false);

    assertThat(watch.look(TAKEN).facts()).hasSize(databases);
    assertThat(store.counts().getOrDefault(CountingStore.Request.PUT, 0L)).isEqualTo(before);
  }

  @Test
  void promises_areRememberedForWhoeverHasTheBucketAlone_andAgainWhenTheyChange() {
    backUp("db0", TAKEN, 3);
    unwell(1, TAKEN);
    assertThat(BackupMemory.of(store).promises())
        .containsExactly(new Promise("main", "db0", RPO, Optional.empty()));
    HealthSettings promised = settings("{\"restoreTimes\":{\"main\":{\"db0\":\"PT1H\"}}}");

    new BackupWatch(store, fleet(1, false), promised, true).look(TAKEN.plusSeconds(300));

    assertThat(BackupMemory.of(store).promises())
        .containsExactly(new Promise("main", "db0", RPO, Optional.of(Duration.ofHours(1))));
  }

  @Test
  void memory_ofAnOlderProgram_isRead_withoutPromises() {
    store.put(
        BackupMemory.KEY,
        "{\"schemaVersion\":1,\"databases\":[]}".getBytes(StandardCharsets.UTF_8),
        Map.of(),
        WriteCondition.ALWAYS);

    assertThat(BackupMemory.of(store).promises()).isEmpty();
  }

  @Test
  void memory_thatIsDamaged_isMadeAnew() {
    backUp("db0", TAKEN, 3);
    for (String damaged : List.of("{", "[]", "{\"schemaVersion\":2}", "null")) {
      store.put(
          BackupMemory.KEY,
          damaged.getBytes(StandardCharsets.UTF_8),
          Map.of(),
          WriteCondition.ALWAYS);

      assertThat(unwell(1, TAKEN)).isEmpty();
    }
  }

  private long gets() {
    return store.counts().getOrDefault(CountingStore.Request.GET, 0L);
  }

  private List<Finding> unwell(int databases, Instant now) {
    return new BackupWatch(store, fleet(databases, false), settings("{}"), true)
        .look(now).findings().stream().filter(finding -> finding.health() != Health.OK).toList();
  }

  private Manifest backUp(String database, Instant time, long rows) {
    OperationId id = OperationId.of(time, database);
    Manifest like =
        Manifests.manifest(
            id, "main", database, Manifests.store(store, id, "main", database).archives(), time);
    Manifest.Table table = like.tables().getFirst();
    Manifest manifest =
        new Manifest(
            like.schemaVersion(),
            like.backupId(),
            like.cluster(),
            like.tier(),
            like.startedAt(),
            like.endedAt(),
            like.producer(),
            like.dumpedBy(),
            like.database(),
            like.archives(),
            List.of(
                new Manifest.Table(
                    table.schema(),
                    table.name(),
                    table.kind(),
                    rows,
                    table.bytes(),
                    table.fingerprint(),
                    table.parts())),
            like.omitted(),
            like.recovery());
    new JsonDocuments(store).put(manifest.key(), manifest, Map.of(), WriteCondition.IF_ABSENT);
    return manifest;
  }

  private static HealthSettings settings(String json) {
    return HealthSettings.fromEnvironment(Map.of(HealthSettings.VARIABLE, json));
  }

  private static FleetSettings fleet(int databases, boolean drills) {
    return new FleetSettings(
        List.of(
            new FleetSettings.Cluster(
                "main",
                "local",
                IntStream.range(0, databases)
                    .mapToObj(i -> new FleetSettings.Database("db" + i, RPO))
                    .toList())),
        null,
        null,
        drills ? new FleetDrills("monitoring", null) : null);
  }
}
