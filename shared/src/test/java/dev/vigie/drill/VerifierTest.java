package dev.vigie.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.catalog.Verification;
import dev.vigie.catalog.Verifications;
import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.postgres.TableName;
import dev.vigie.storage.FaultyObjectStore;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final OperationId MONDAY = new OperationId("20261123T020000Z-0000000001");
  private static final OperationId TUESDAY = new OperationId("20261124T020000Z-0000000002");
  private static final OperationId DRILL = new OperationId("20261124T030000Z-0000000003");

  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", CLOCK);
  private final Verifications verifications = new Verifications(store);

  @Test
  void drill_thatProvedABackup_verifiesItAndHoldsAllOfIt() {
    Manifest monday = Manifests.commit(store, MONDAY, "main", "My DB");

    drilled(MONDAY);

    assertThat(verifications.of("main", "My DB")).containsExactly(MONDAY);
    assertThat(verifications.find(monday))
        .contains(new Verification(1, MONDAY, DRILL, "drill", NOW));
    assertThat(held()).hasSize(4).allMatch(key -> key.contains(MONDAY.value()));
  }

  @Test
  void restoreOfAll_verifiesIt_andOfSomeTablesDoesNot() {
    Manifests.commit(store, MONDAY, "main", "My DB");
    Work some =
        new Work.Restore(
            "main",
            "My DB",
            MONDAY,
            "new",
            false,
            List.of(
                new Work.TableCopy(new TableName("public", "a"), new TableName("public", "a"))));

    ended(some, restored());
    assertThat(verifications.of("main", "My DB")).isEmpty();

    ended(new Work.Restore("main", "My DB", MONDAY, "new", false), restored());
    assertThat(verifications.of("main", "My DB")).containsExactly(MONDAY);
  }

  @Test
  void backup_orWorkThatDidNotEndWell_verifiesNothing() {
    Manifests.commit(store, MONDAY, "main", "My DB");
    Failure failure = Failure.of(ErrorCode.COMPARISON_FAILED, "x");

    ended(
        new Work.Backup("main", "My DB", Tier.DAILY),
        Outcome.succeeded(DRILL, NOW, new Report.Backup("x", 1, 1, 1, 1)));
    ended(drill(MONDAY), Outcome.failed(DRILL, NOW, failure));
    ended(drill(MONDAY), Outcome.lost(DRILL, NOW, failure));
    ended(drill(MONDAY), Outcome.refused(DRILL, NOW, failure));

    assertThat(verifications.of("main", "My DB")).isEmpty();
    assertThat(held()).isEmpty();
  }

  @Test
  void hold_movesToTheNewer_andNeverBack() {
    Manifests.commit(store, MONDAY, "main", "My DB");
    Manifests.commit(store, TUESDAY, "main", "My DB");

    drilled(MONDAY);
    assertThat(held()).hasSize(4).allMatch(key -> tier(key).equals("held"));
    drilled(TUESDAY);
    assertThat(store.list("backups/", "", 100))
        .extracting(object -> tier(object.key()))
        .containsExactly("daily", "daily", "daily", "daily", "held", "held", "held", "held");
    assertThat(held()).hasSize(4).allMatch(key -> key.contains(TUESDAY.value()));
    drilled(MONDAY);
    assertThat(held()).hasSize(4).allMatch(key -> key.contains(TUESDAY.value()));
  }

  @Test
  void hold_isNotLetGo_beforeTheNewerIsHeldWhole() {
    Manifests.commit(store, MONDAY, "main", "My DB");
    Manifests.commit(store, TUESDAY, "main", "My DB");
    drilled(MONDAY);

    // Whatever call it dies at, one of the two is held whole; and the next try ends it.
    for (int call = 0; call < 100; call++) {
      FaultyObjectStore faulty = new FaultyObjectStore(store);
      faulty.crashAt(call, false);
      boolean died = false;
      try {
        new LatestHold(faulty).move("main", "My DB");
        new Verifier(faulty, CLOCK)
            .ended(request(drill(TUESDAY)), Outcome.succeeded(DRILL, NOW, report(TUESDAY)));
      } catch (FaultyObjectStore.Crash _) {
        died = true;
      }
      assertThat(isHeldWhole(MONDAY) || isHeldWhole(TUESDAY)).as("call %d", call).isTrue();
      if (!died) {
        break;
      }
    }
    drilled(TUESDAY);
    assertThat(held()).hasSize(4).allMatch(key -> key.contains(TUESDAY.value()));
  }

  @Test
  void verifiedBackup_thatHasExpired_isNotTheNewest() {
    Manifests.commit(store, MONDAY, "main", "My DB");
    drilled(MONDAY);
    verifications.note(
        Manifests.manifest(TUESDAY, "main", "My DB", List.of()),
        new Verification(1, TUESDAY, DRILL, "drill", NOW));

    assertThat(verifications.newest("main", "My DB")).contains(MONDAY);
    new LatestHold(store).move("main", "My DB");
    assertThat(isHeldWhole(MONDAY)).isTrue();
  }

  @Test
  void proofOfABackup_thatIsGoneOrDamaged_isNoted_nowhere() {
    drilled(MONDAY);
    Manifest tuesday = Manifests.commit(store, TUESDAY, "main", "My DB");
    store.put(tuesday.key(), "{".getBytes(StandardCharsets.UTF_8), Map.of(), WriteCondition.ALWAYS);
    drilled(TUESDAY);

    assertThat(verifications.of("main", "My DB")).isEmpty();
  }

  private void drilled(OperationId backup) {
    ended(drill(backup), Outcome.succeeded(DRILL, NOW, report(backup)));
  }

  private static Work.Drill drill(OperationId backup) {
    return new Work.Drill("main", "My DB", backup, List.of());
  }

  private static Report report(OperationId backup) {
    return new Report.Drill(backup, "drills/x", 2, 3, 0, 60, 2.5);
  }

  private static Outcome restored() {
    return Outcome.succeeded(
        DRILL,
        NOW,
        new Report.Restore(MONDAY, "new", Optional.empty(), 2, 3, List.of(), List.of(), List.of()));
  }

  private void ended(Work work, Outcome outcome) {
    new Verifier(store, CLOCK).ended(request(work), outcome);
    new Verifier(store, CLOCK).ended(request(work), outcome); // told twice is as told once
  }

  private static OperationRequest request(Work work) {
    return new OperationRequest(1, DRILL, NOW, NOW, "a test", "a node", work);
  }

  private boolean isHeldWhole(OperationId backup) {
    return held().stream()
            .filter(key -> key.contains(backup.value()))
            .filter(key -> tier(key).equals("held"))
            .count()
        == 4;
  }

  private String tier(String key) {
    return store.tags(key).getOrDefault("tier", "none");
  }

  private List<String> held() {
    return store.list("backups/", "", 100).stream()
        .map(StoredObject::key)
        .filter(store::isHeld)
        .toList();
  }
}
