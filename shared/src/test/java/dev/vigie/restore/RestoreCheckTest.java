package dev.vigie.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.HostileNames;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.OperationResult;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Requester;
import dev.vigie.operation.Work;
import dev.vigie.postgres.SqlText;
import dev.vigie.restore.RestoreStarter.Order;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.WriteCondition;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestoreCheckTest {
  private static final Instant TIME = Instant.parse("2026-11-23T02:00:00Z");
  private static final OperationId BACKUP = OperationId.of(TIME, "backup");
  private static final OperationId RESTORE = OperationId.of(TIME, "restore");

  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());
  private final Catalog catalog = new Catalog(store);

  @Test
  void check_everyTableAndRowCompared_succeeds() {
    Manifest manifest = Manifests.commit(store, BACKUP, "main", "db");

    assertThat(check(manifest.tables().size(), manifest.rows(), Optional.empty()))
        .isEqualTo(Outcome.Status.SUCCEEDED);
  }

  @Test
  void check_fewerTablesOrRowsOrAFailure_fails() {
    Manifest manifest = Manifests.commit(store, BACKUP, "main", "db");
    Failure failure = Failure.of(ErrorCode.INTERRUPTED, "x");

    assertThat(check(1, manifest.rows(), Optional.empty())).isEqualTo(Outcome.Status.FAILED);
    assertThat(check(2, 0, Optional.empty())).isEqualTo(Outcome.Status.FAILED);
    assertThat(check(2, manifest.rows(), Optional.of(failure))).isEqualTo(Outcome.Status.FAILED);
  }

  @Test
  void check_manifestIsGoneOrDamaged_fails() {
    assertThat(check(0, 0, Optional.empty())).isEqualTo(Outcome.Status.FAILED);
    Manifest manifest = Manifests.commit(store, BACKUP, "main", "db");
    store.put(manifest.key(), "{".getBytes(UTF_8), Map.of(), WriteCondition.ALWAYS);

    assertThat(check(2, manifest.rows(), Optional.empty())).isEqualTo(Outcome.Status.FAILED);
  }

  @Test
  void check_runnerHasSaidNothing_saysNothing() {
    assertThat(new RestoreCheck(store, Clock.systemUTC()).check(request(), Optional.empty()))
        .isEmpty();
  }

  @Test
  void work_withoutATarget_isANewDatabaseOrTheLivingOne() {
    for (String name : HostileNames.ofDatabases()) {
      Manifests.commit(store, BACKUP, "main", name);

      Work.Restore beside = work(name, "latest", Optional.empty(), false);
      Work.Restore swap = work(name, BACKUP.value(), Optional.empty(), true);

      assertThat(SqlText.checkName(beside.target())).endsWith("_restored_20261123t020000z");
      assertThat(beside.backupId()).isEqualTo(BACKUP);
      assertThat(swap.target()).isEqualTo(name);
    }
  }

  @Test
  void work_backupOrTargetThatCannotBe_isRefused() {
    Manifests.commit(store, BACKUP, "main", "db");

    assertCode(ErrorCode.BACKUP_UNKNOWN, RESTORE.value(), "new");
    assertCode(ErrorCode.REQUEST_INVALID, "../../x", "new");
    assertCode(ErrorCode.REQUEST_INVALID, "latest", "template1");
    assertCode(ErrorCode.REQUEST_INVALID, "latest", "");
    assertCode(ErrorCode.REQUEST_INVALID, "latest", "\ud83d");
  }

  private void assertCode(ErrorCode code, String backup, String target) {
    assertThatThrownBy(() -> work("db", backup, Optional.of(target), false))
        .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private Work.Restore work(String database, String backup, Optional<String> target, boolean swap) {
    RestoreStarter.Choice choice = RestoreStarter.Choice.of(backup);
    Requester requester = new Requester(TIME, "token", "a test");
    Order order = new Order("main", database, choice, target, swap, List.of(), "", requester);
    return RestoreStarter.select(catalog, order, RESTORE).work();
  }

  private Outcome.Status check(int tables, long rows, Optional<Failure> error) {
    Report report =
        new Report.Restore(
            BACKUP, "new", Optional.empty(), tables, rows, List.of(), List.of(), List.of());
    OperationResult result =
        new OperationResult(1, RESTORE, TIME, TIME, Optional.of(report), error);
    return new RestoreCheck(store, Clock.systemUTC())
        .check(request(), Optional.of(result))
        .orElseThrow()
        .status();
  }

  private static OperationRequest request() {
    Work work = new Work.Restore("main", "db", BACKUP, "new", false);
    return new OperationRequest(1, RESTORE, TIME, TIME, "a test", "local", work);
  }
}
