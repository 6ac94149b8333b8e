package dev.vigie.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.backup.BackupAges;
import dev.vigie.backup.OverdueBackup;
import dev.vigie.config.FleetSettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.HostileNames;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.WriteCondition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {
  private static final Instant START = Instant.parse("2026-11-23T02:00:00Z");

  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());
  private final Catalog catalog = new Catalog(store);

  @Test
  void backups_severalOfSeveralDatabases_areNewestFirst() {
    for (int day = 0; day < 20; day++) {
      Manifests.commit(store, id(day), "main", "My DB");
    }
    Manifests.commit(store, id(99), "main", "other");

    assertThat(catalog.clusters()).containsExactly("main");
    assertThat(catalog.databases("main")).containsExactly("My DB", "other");
    assertThat(catalog.backups("main", "My DB", 3))
        .extracting(Manifest::backupId)
        .containsExactly(id(19), id(18), id(17));
    assertThat(catalog.backups("main", "My DB", 100)).hasSize(20);
    assertThat(catalog.latest("main", "other").backupId()).isEqualTo(id(99));
    assertThat(catalog.require(id(7)).database().name()).isEqualTo("My DB");
  }

  @Test
  void names_hostileOnes_areTheirOwn() {
    for (String name : HostileNames.ofDatabases()) {
      Manifests.commit(store, id(1), "main", name);
    }

    assertThat(catalog.databases("main"))
        .containsExactlyInAnyOrderElementsOf(HostileNames.ofDatabases());
    for (String name : HostileNames.ofDatabases()) {
      assertThat(catalog.latest("main", name).database().name()).isEqualTo(name);
    }
  }

  @Test
  void foreignFoldersAndObjects_arePassedOver() {
    Manifests.commit(store, id(1), "main", "db");
    put("backups/not a name/db/x/manifest.json", "x");
    put("backups/main/.hidden/x/manifest.json", "x");
    put("backups/main/db/latest/manifest.json", "x");
    put("backups/main/db/20261399T000000Z-0123456789/manifest.json", "x");
    put("backups/main/db/readme.txt", "x");
    put("backups/readme.txt", "x");

    assertThat(catalog.clusters()).containsExactly("main");
    assertThat(catalog.databases("main")).containsExactly("db");
    assertThat(catalog.entries("main", "db", 100)).hasSize(1);
  }

  @Test
  void folderWithoutManifest_isNoBackup() {
    Manifests.store(store, id(5), "main", "db");

    assertThat(catalog.entries("main", "db", 100)).isEmpty();
    assertThat(catalog.find("main", "db", id(5))).isEmpty();
    assertCode(() -> catalog.require(id(5)), ErrorCode.BACKUP_UNKNOWN);
    assertCode(() -> catalog.latest("main", "db"), ErrorCode.BACKUP_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{broken",
        "null",
        "[]",
        "{}",
        "{\"schemaVersion\":2}",
        "{\"schemaVersion\":null}"
      })
  void damagedManifest_isToldBesideTheOthers(String damage) {
    Manifests.commit(store, id(1), "main", "db");
    put(BucketLayout.manifest("main", "db", id(2).value()), damage);
    Manifests.commit(store, id(3), "main", "db");

    assertThat(catalog.entries("main", "db", 100))
        .extracting(entry -> entry.backup().isPresent())
        .containsExactly(true, false, true);
    assertThat(catalog.entries("main", "db", 100).get(1))
        .isInstanceOfSatisfying(
            CatalogEntry.Damaged.class,
            damaged -> {
              assertThat(damaged.backupId()).isEqualTo(id(2));
              assertThat(damaged.failure().getMessage()).contains(id(2).value());
            });
    assertThat(catalog.backups("main", "db", 2))
        .extracting(Manifest::backupId)
        .containsExactly(id(3), id(1));
    assertThat(catalog.latest("main", "db").backupId()).isEqualTo(id(3));
    assertCode(() -> catalog.require(id(2)), ErrorCode.MANIFEST_INVALID);
  }

  @Test
  void latest_newestIsDamaged_namesTheNewestThatIsNot() {
    Manifests.commit(store, id(1), "main", "db");
    put(BucketLayout.manifest("main", "db", id(2).value()), "{");

    assertThatThrownBy(() -> catalog.latest("main", "db"))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_INVALID);
              assertThat(e.hint()).contains(id(1).value());
            });
  }

  @Test
  void manifest_ofTheFuture_saysToUseANewerVigie() {
    put(BucketLayout.manifest("main", "db", id(2).value()), futureManifest());

    assertThatThrownBy(() -> catalog.require(id(2)))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.hint()).isEqualTo("Use a newer vigie."))
        .hasMessageContaining("schema version 2");
  }

  @Test
  void manifest_underTheWrongKeyOrWithForeignObjects_isDamaged() {
    Manifest manifest = Manifests.commit(store, id(1), "main", "db");
    put(BucketLayout.manifest("main", "db", id(2).value()), json(manifest));
    put(BucketLayout.manifest("main", "other", id(1).value()), json(manifest));
    Manifest foreign = Manifests.manifest(id(3), "main", "db", manifest.archives());
    put(foreign.key(), json(foreign));

    assertCode(() -> catalog.find("main", "db", id(2)), ErrorCode.MANIFEST_INVALID);
    assertCode(() -> catalog.find("main", "other", id(1)), ErrorCode.MANIFEST_INVALID);
    assertCode(() -> catalog.find("main", "db", id(3)), ErrorCode.MANIFEST_INVALID);
  }

  @Test
  void overdue_newestIsOldMissingOrDamaged_isTold() {
    FleetSettings fleet =
        FleetSettings.fromEnvironment(
            Map.of(
                FleetSettings.VARIABLE,
                """
                {"clusters":[{"name":"main","node":"local","databases":[
                  {"name":"fresh","rpo":"PT24H"},
                  {"name":"old","rpo":"PT24H"},
                  {"name":"none","rpo":"PT24H"},
                  {"name":"damaged","rpo":"PT24H"}]}]}
                """));
    Manifests.commit(store, id(0), "main", "fresh");
    Manifests.commit(store, id(0), "main", "old");
    put(BucketLayout.manifest("main", "damaged", id(0).value()), "{");
    Instant taken = Manifests.commit(store, id(0), "main", "old").startedAt();

    assertThat(new BackupAges(fleet, catalog).overdue(taken.plus(Duration.ofHours(24))))
        .extracting(OverdueBackup::database)
        .containsExactly("none", "damaged");
    assertThat(
            new BackupAges(fleet, catalog).overdue(taken.plus(Duration.ofHours(24)).plusNanos(1)))
        .extracting(OverdueBackup::database)
        .containsExactly("fresh", "old", "none", "damaged");
  }

  private String futureManifest() {
    Manifest manifest = Manifests.store(store, id(2), "main", "db");
    return json(manifest).replace("\"schemaVersion\":1", "\"schemaVersion\":2");
  }

  private static String json(Manifest manifest) {
    return new String(dev.vigie.storage.JsonDocuments.bytes(manifest), UTF_8);
  }

  private static OperationId id(int day) {
    return OperationId.of(START.plus(Duration.ofDays(day)), "test");
  }

  private void put(String key, String text) {
    store.put(key, text.getBytes(UTF_8), Map.of(), WriteCondition.ALWAYS);
  }

  private static void assertCode(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
