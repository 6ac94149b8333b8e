package dev.vigie.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.config.FleetSettings;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.CountingStore;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.WriteCondition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which databases are overdue, and how little is read to know it. */
class BackupAgesTest {
  private static final Duration RPO = Duration.ofHours(26);

  private static final Instant TAKEN = Instant.parse("2026-11-23T02:00:00Z");

  private final CountingStore store =
      new CountingStore(new InMemoryObjectStore("vigie-test", Clock.systemUTC()));

  @Test
  void database_isOverdueOnceItsPromiseRanOut() {
    backUp("db0", TAKEN);

    assertThat(overdue(1, TAKEN.plus(RPO))).isEmpty();
    assertThat(overdue(1, TAKEN.plus(RPO).plusMillis(1)))
        .singleElement()
        .satisfies(late -> assertThat(late.newest()).contains(TAKEN));
    Instant again = TAKEN.plus(Duration.ofDays(2));
    backUp("db0", again);
    assertThat(overdue(1, again.plus(RPO))).isEmpty();
  }

  @Test
  void database_thatIsYoungEnough_isNotLookedUpAgain() {
    backUp("db0", TAKEN);
    overdue(1, TAKEN);
    long before = store.calls();

    assertThat(overdue(1, TAKEN.plus(RPO))).isEmpty();

    // What is remembered, and nothing else.
    assertThat(store.calls() - before).isEqualTo(1);
  }

  @Test
  void memory_thatIsDamaged_isMadeAnew() {
    backUp("db0", TAKEN);
    for (String damaged : List.of("{", "[]", "{\"schemaVersion\":2}", "null")) {
      store.put(
          BackupAges.KEY,
          damaged.getBytes(StandardCharsets.UTF_8),
          Map.of(),
          WriteCondition.ALWAYS);

      assertThat(overdue(2, TAKEN)).extracting(OverdueBackup::database).containsExactly("db1");
    }
  }

  @Test
  void fleet_largerThanOneLook_isLookedUpInTurns() {
    int databases = 2 * BackupAges.MOST + 500;
    Set<String> told = new HashSet<>();
    int looks = 0;
    while (told.size() < databases) {
      List<OverdueBackup> overdue =
          overdue(databases, TAKEN.plus(Duration.ofMinutes(15L * looks++)));
      assertThat(overdue).hasSize(BackupAges.MOST);
      overdue.forEach(each -> told.add(each.database()));
      assertThat(looks).isLessThan(100);
    }
  }

  @Test
  void databases_whoseNewBackupsNobodyLookedUpYet_areNotTold() {
    int databases = BackupAges.MOST + 100;
    Instant again = TAKEN.plus(Duration.ofDays(1));
    backUpAll(databases, TAKEN);
    overdue(databases, TAKEN);
    overdue(databases, TAKEN);
    backUpAll(databases, again);

    assertThat(overdue(databases, again.plus(Duration.ofHours(3)))).isEmpty();
  }

  private void backUpAll(int databases, Instant time) {
    IntStream.range(0, databases).forEach(number -> backUp("db" + number, time));
  }

  private List<OverdueBackup> overdue(int databases, Instant now) {
    return new BackupAges(fleet(databases), new Catalog(store)).overdue(now);
  }

  private void backUp(String database, Instant time) {
    OperationId id = OperationId.of(time, database);
    Manifest manifest =
        Manifests.manifest(
            id, "main", database, Manifests.store(store, id, "main", database).archives(), time);
    new JsonDocuments(store).put(manifest.key(), manifest, Map.of(), WriteCondition.IF_ABSENT);
  }

  private static FleetSettings fleet(int databases) {
    return new FleetSettings(
        List.of(
            new FleetSettings.Cluster(
                "main",
                "i-0123456789abcdef0",
                IntStream.range(0, databases)
                    .mapToObj(number -> new FleetSettings.Database("db" + number, RPO))
                    .toList())),
        Duration.ofHours(6),
        Duration.ofHours(12));
  }
}
