package dev.vigie.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.WriteCondition;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RebuildTest {
  private static final OperationId OLD = id("2026-11-22T02:00:00Z");
  private static final OperationId NEW = id("2026-11-23T02:00:00Z");

  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());
  private final Rebuild rebuild = new Rebuild(new Catalog(store));

  @Test
  void work_ofAClusterWithoutBackups_isNone() {
    Manifests.commit(store, NEW, "another", "nocodb");

    assertThat(rebuild.work("main", Optional.empty())).isEmpty();
  }

  @Test
  void work_isTheNewestBackupOfEachDatabase_underItsOwnName() {
    Manifests.commit(store, OLD, "main", "nocodb");
    Manifests.commit(store, NEW, "main", "nocodb");
    Manifests.commit(store, OLD, "main", "käse");

    assertThat(rebuild.work("main", Optional.empty()))
        .containsExactlyInAnyOrder(restore("nocodb", NEW), restore("käse", OLD));
  }

  @Test
  void work_whereTheNewestIsDamaged_asksForItAndForNoOlderOne() {
    Manifests.commit(store, OLD, "main", "nocodb");
    Manifest newest = Manifests.commit(store, NEW, "main", "nocodb");
    store.put(newest.key(), "{".getBytes(UTF_8), Map.of(), WriteCondition.ALWAYS);

    assertThat(rebuild.work("main", Optional.empty())).containsExactly(restore("nocodb", NEW));
  }

  @Test
  void work_withAChosenBackup_isThatOne_andTheNewestOfTheOthers() {
    Manifests.commit(store, OLD, "main", "nocodb");
    Manifests.commit(store, NEW, "main", "nocodb");
    Manifests.commit(store, NEW, "main", "other");

    assertThat(rebuild.work("main", Optional.of(OLD)))
        .containsExactlyInAnyOrder(restore("nocodb", OLD), restore("other", NEW));
  }

  @Test
  void backup_ofAnotherCluster_isRefused() {
    Manifests.commit(store, OLD, "another", "nocodb");

    assertThatThrownBy(() -> rebuild.work("main", Optional.of(OLD)))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BACKUP_UNKNOWN));
  }

  @Test
  void databaseOfMaintenance_whichEveryServerHas_isLeft() {
    Manifests.commit(store, NEW, "main", "postgres");

    assertThat(rebuild.work("main", Optional.empty())).isEmpty();
  }

  private static Work.Restore restore(String database, OperationId backup) {
    return new Work.Restore("main", database, backup, database, false);
  }

  private static OperationId id(String time) {
    return OperationId.of(Instant.parse(time), "backup");
  }
}
