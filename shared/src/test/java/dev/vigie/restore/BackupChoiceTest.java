package dev.vigie.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.catalog.Verification;
import dev.vigie.catalog.Verifications;
import dev.vigie.operation.OperationId;
import dev.vigie.restore.RestoreStarter.Choice;
import dev.vigie.storage.InMemoryObjectStore;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackupChoiceTest {
  private static final OperationId MONDAY = new OperationId("20261123T020000Z-0000000001");
  private static final OperationId TUESDAY = new OperationId("20261124T020000Z-0000000002");
  private static final OperationId WEDNESDAY = new OperationId("20261125T020000Z-0000000003");

  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());
  private final BackupChoice choice = new BackupChoice(new Catalog(store), "main", "db");

  @Test
  void latest_whereNoneWasVerified_isTheNewestWithAWarning() {
    Manifests.commit(store, MONDAY, "main", "db");
    Manifests.commit(store, TUESDAY, "main", "db");

    assertThat(choice.find(Choice.of("latest"))).isEqualTo(TUESDAY);
    assertThat(choice.notes(TUESDAY))
        .singleElement()
        .asString()
        .contains(TUESDAY + " was not verified", "no backup of this database was");
  }

  @Test
  void latest_isTheNewestVerified_andSaysThatThereIsANewer() {
    verified(MONDAY);
    verified(TUESDAY);
    Manifests.commit(store, WEDNESDAY, "main", "db");

    assertThat(choice.find(Choice.of("latest"))).isEqualTo(TUESDAY);
    assertThat(choice.notes(TUESDAY))
        .singleElement()
        .asString()
        .contains(WEDNESDAY + " is newer", "not verified", "newest");
  }

  @Test
  void latest_thatIsTheNewestAndVerified_needsNoWords() {
    verified(MONDAY);
    verified(TUESDAY);

    assertThat(choice.find(Choice.of("latest"))).isEqualTo(TUESDAY);
    assertThat(choice.notes(TUESDAY)).isEmpty();
  }

  @Test
  void newest_isTheNewestWhatever_withAWarning() {
    verified(MONDAY);
    Manifests.commit(store, TUESDAY, "main", "db");

    assertThat(choice.find(Choice.of("newest"))).isEqualTo(TUESDAY);
    assertThat(choice.notes(TUESDAY))
        .singleElement()
        .asString()
        .contains("not verified", "the newest that was is " + MONDAY);
  }

  @Test
  void named_isThatOne() {
    verified(TUESDAY);
    Manifests.commit(store, MONDAY, "main", "db");

    assertThat(choice.find(Choice.of(MONDAY.value()))).isEqualTo(MONDAY);
    assertThat(choice.notes(MONDAY)).hasSize(2);
  }

  private void verified(OperationId id) {
    Manifest manifest = Manifests.commit(store, id, "main", "db");
    new Verifications(store)
        .note(
            manifest, new Verification(1, id, id, "drill", Instant.parse("2026-11-25T00:00:00Z")));
  }
}
