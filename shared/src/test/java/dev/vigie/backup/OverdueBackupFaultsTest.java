package dev.vigie.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Catalog;
import dev.vigie.config.FleetSettings;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.WriteCondition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A backup that cannot be read keeps no promise, and hides no other database. */
class OverdueBackupFaultsTest {
  private final Clock clock = Clock.systemUTC();
  private final InMemoryObjectStore store = new InMemoryObjectStore("vigie-test", clock);

  @Test
  void database_withDamagedManifest_isOverdueAndHidesNoOther() {
    put("backups/main/broken/20261123T020000Z-7f3a9c04d1/manifest.json");
    put("backups/main/app/notes/manifest.json");

    List<OverdueBackup> overdue =
        new BackupAges(fleet(), new Catalog(store)).overdue(clock.instant());

    assertThat(overdue).extracting(OverdueBackup::database).containsExactly("broken", "app");
    assertThat(overdue).allSatisfy(late -> assertThat(late.newest()).isEmpty());
  }

  private void put(String key) {
    byte[] body = "{".getBytes(StandardCharsets.UTF_8);
    store.put(key, body, Map.of(), WriteCondition.IF_ABSENT);
  }

  private static FleetSettings fleet() {
    Duration day = Duration.ofDays(1);
    return new FleetSettings(
        List.of(
            new FleetSettings.Cluster(
                "main",
                "i-0123456789abcdef0",
                List.of(
                    new FleetSettings.Database("broken", day),
                    new FleetSettings.Database("app", day)))),
        Duration.ofHours(6),
        Duration.ofHours(6));
  }
}
