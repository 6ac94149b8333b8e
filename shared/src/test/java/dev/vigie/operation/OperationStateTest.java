package dev.vigie.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandState;
import dev.vigie.operation.Dispatcher.Dispatch;
import dev.vigie.operation.Outcome.Status;
import dev.vigie.operation.Reconciler.Action;
import dev.vigie.storage.FaultyObjectStore;
import dev.vigie.storage.WriteCondition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationStateTest {
  private final Stage stage = new Stage();
  private final OperationRequest request = Stage.backupRequest();
  private final OperationId id = request.id();

  @Test
  void operation_inOrder_succeeds() {
    assertThat(dispatch()).isEqualTo(Dispatch.SENT);
    assertThat(dispatch()).isEqualTo(Dispatch.ALREADY_ASKED);
    assertThat(record()).isEmpty();
    stage.runner(stage.bucket).run(id, "host");

    Outcome outcome = record().orElseThrow();

    assertThat(outcome.status()).isEqualTo(Status.SUCCEEDED);
    assertThat(record()).contains(outcome);
    assertThat(reconcile()).isEmpty();
    assertThat(stage.nodes.sent()).hasSize(1);
  }

  @Test
  void reconcile_starterDiedAfterTheRequest_sendsIt() {
    stage.journal().begin(request);

    assertThat(reconcile()).extracting(Reconciler.Finding::action).containsExactly(Action.SENT);
    assertThat(reconcile()).extracting(Reconciler.Finding::action).containsExactly(Action.WAITING);
    assertThat(stage.nodes.sent()).hasSize(1);
  }

  @Test
  void reconcile_nodeWasOffline_sendsItWhenItIsBack() {
    stage.nodes.online(false);
    assertThat(dispatch()).isEqualTo(Dispatch.NODE_OFFLINE);
    assertThat(reconcile()).extracting(Reconciler.Finding::action).containsExactly(Action.WAITING);
    stage.nodes.online(true);

    assertThat(reconcile()).extracting(Reconciler.Finding::action).containsExactly(Action.SENT);
  }

  @Test
  void reconcile_nodesCannotBeAskedAndTheDeadlineIsOver_losesIt() {
    dispatch();
    stage.nodes.failing(true);
    assertThat(reconcile()).extracting(Reconciler.Finding::action).containsExactly(Action.FAILED);
    stage.clock.set(request.deadline().plusSeconds(1));

    assertThat(reconcile().getFirst().outcome().orElseThrow().status()).isEqualTo(Status.LOST);
  }

  @Test
  void reconcile_oneDamagedRequest_doesNotKeepOthersFromIt() {
    String first = "operations/20261123T000000Z-0000000000/";
    put(first + "request.json", "{broken");
    put("operations/20261123T000000Z-0000000001/request.json", "null");
    put("operations/not an id/request.json", "{}");
    put("operations/99999999T999999Z-0000000000/request.json", "{}");
    put("operations/readme.txt", "");
    stage.journal().begin(request);

    assertThat(reconcile())
        .extracting(Reconciler.Finding::action)
        .containsExactly(Action.FAILED, Action.FAILED, Action.SENT);
  }

  @Test
  void reconcile_commandEndedInSilence_losesIt() {
    dispatch();
    endAll(CommandState.FAILED, "Killed\n");

    Outcome outcome = reconcile().getFirst().outcome().orElseThrow();

    assertThat(outcome.status()).isEqualTo(Status.LOST);
    assertThat(outcome.error().orElseThrow().message()).contains("FAILED", "Killed");
  }

  @Test
  void reconcile_notedCommandYieldedToAnotherRunner_waitsForThat() {
    // The starter died between sending a command and noting it; Reconciler sent another.
    stage.journal().begin(request);
    assertThat(stage.journal().claim(id, "first", Stage.START)).isTrue();
    reconcile();
    assertThatThrownBy(() -> stage.runner(stage.bucket).run(id, "second"))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_EXISTS));
    endAll(CommandState.SUCCEEDED, "");

    assertThat(reconcile()).extracting(Reconciler.Finding::action).containsExactly(Action.WAITING);
    stage.clock.set(request.deadline().plusSeconds(1));
    assertThat(reconcile()).extracting(Reconciler.Finding::action).containsExactly(Action.ENDED);
  }

  @Test
  void runner_operationThatIsLost_doesNotBegin() {
    dispatch();
    stage.clock.set(request.deadline().plusSeconds(1));
    reconcile();

    assertThatThrownBy(() -> stage.runner(stage.bucket).run(id, "late"))
        .isInstanceOf(VigieException.class)
        .hasMessageContaining("has ended");
    assertThat(stage.bucket.listFolders("backups/")).isEmpty();
  }

  @Test
  void runner_workFails_leavesItsWord() {
    stage.journal().begin(request);
    OperationResult result =
        failing(new VigieException(ErrorCode.DATABASE_UNKNOWN, "half \ud83d pair")).run(id, "h");

    assertThat(result.error().orElseThrow().code()).isEqualTo("DATABASE_UNKNOWN");
    assertThat(stage.journal().result(id)).contains(result);
    assertThat(record().orElseThrow().error().orElseThrow().message())
        .isEqualTo("half \ufffd pair");
  }

  @Test
  void runner_workDoneButItsWordCannotBeWritten_doesNotCallItFailed() {
    stage.journal().begin(request);
    FaultyObjectStore store = new FaultyObjectStore(stage.bucket);
    Runner runner =
        new Runner(
            new OperationJournal(store),
            new PerKind<>(
                _ -> {
                  store.crashAt(0, false);
                  return new Report.Backup("key", 1, 1, 1, 1);
                },
                _ -> new Report.Backup("key", 1, 1, 1, 1),
                _ -> new Report.Backup("key", 1, 1, 1, 1),
                _ -> new Report.Backup("key", 1, 1, 1, 1)),
            stage.clock);

    assertThatThrownBy(() -> runner.run(id, "h")).isInstanceOf(FaultyObjectStore.Crash.class);
    assertThat(stage.journal().result(id)).isEmpty();
  }

  @Test
  void runner_interruptedWork_stillLeavesItsWord() {
    stage.journal().begin(request);
    Thread.currentThread().interrupt();

    failing(new VigieException(ErrorCode.INTERRUPTED, "interrupted")).run(id, "h");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(stage.journal().result(id)).isPresent();
  }

  @Test
  void record_runnerCallsItDoneAndThereIsNoManifest_fails() {
    stage.journal().begin(request);
    new Runner(
            stage.journal(),
            new PerKind<>(
                _ -> new Report.Backup("key", 1, 1, 1, 1),
                _ -> new Report.Backup("key", 1, 1, 1, 1),
                _ -> new Report.Backup("key", 1, 1, 1, 1),
                _ -> new Report.Backup("key", 1, 1, 1, 1)),
            stage.clock)
        .run(id, "host");

    Outcome outcome = record().orElseThrow();
    assertThat(outcome.status()).isEqualTo(Status.FAILED);
    assertThat(outcome.error().orElseThrow().code()).isEqualTo("MANIFEST_INVALID");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{broken", "null", "{}", "{\"schemaVersion\":2}"})
  void record_manifestIsDamaged_fails(String manifest) {
    stage.journal().begin(request);
    put("backups/main/My!20DB/" + id + "/manifest.json", manifest);

    assertThat(record().orElseThrow().status()).isEqualTo(Status.FAILED);
  }

  @Test
  void record_archiveIsMissingOrAnother_fails() {
    stage.journal().begin(request);
    Manifest manifest = Manifests.commit(stage.bucket, id, "main", "My DB");
    put(manifest.require(Manifest.DATA).key(), "other");

    Outcome outcome = record().orElseThrow();
    assertThat(outcome.error().orElseThrow().code()).isEqualTo("CHECKSUM_MISMATCH");
  }

  @Test
  void record_manifestThatNamesNoArchive_fails() {
    stage.journal().begin(request);
    Manifest manifest = Manifests.manifest(id, "main", "My DB", List.of());
    put(manifest.key(), new String(dev.vigie.storage.JsonDocuments.bytes(manifest), UTF_8));

    assertThat(record().orElseThrow().status()).isEqualTo(Status.FAILED);
  }

  @Test
  void record_operationThatNobodyAskedFor_saysNothing() {
    assertThat(record()).isEmpty();
  }

  @Test
  void request_underAnotherOperationsId_isRefused() {
    put(
        "operations/20261123T000000Z-0000000000/request.json",
        new String(dev.vigie.storage.JsonDocuments.bytes(request), UTF_8));

    assertThatThrownBy(
            () -> stage.journal().request(new OperationId("20261123T000000Z-0000000000")))
        .isInstanceOf(VigieException.class)
        .hasMessageContaining(id.value());
  }

  private Runner failing(RuntimeException failure) {
    Worker worker =
        _ -> {
          throw failure;
        };
    return new Runner(stage.journal(), new PerKind<>(worker, worker, worker, worker), stage.clock);
  }

  private Dispatch dispatch() {
    return stage.dispatcher(stage.bucket, stage.nodes).dispatch(request);
  }

  private Optional<Outcome> record() {
    return stage.recorder(stage.bucket).record(id);
  }

  private List<Reconciler.Finding> reconcile() {
    return stage.reconciler(stage.bucket).look().findings();
  }

  private void endAll(CommandState state, String output) {
    stage.nodes.sent().forEach(command -> stage.nodes.end(command.commandId(), state, output));
  }

  private void put(String key, String text) {
    stage.bucket.put(key, text.getBytes(UTF_8), Map.of(), WriteCondition.ALWAYS);
  }
}
