package dev.vigie.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.backup.BackupCheck;
import dev.vigie.backup.CopyCheck;
import dev.vigie.drill.DrillCheck;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandState;
import dev.vigie.operation.Canceller.Cancelled;
import dev.vigie.operation.Canceller.State;
import dev.vigie.operation.Outcome.Status;
import dev.vigie.operation.Reconciler.Action;
import dev.vigie.operation.Reconciler.Finding;
import dev.vigie.restore.RestoreCheck;
import dev.vigie.storage.FaultyObjectStore;
import dev.vigie.storage.NoBuckets;
import dev.vigie.storage.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A wish that an operation end, at every point of its life. */
class CancellationTest {
  private static final String WHO = "a test";

  private final Stage stage = new Stage();
  private final OperationRequest request = Stage.backupRequest();
  private final OperationId id = request.id();
  private final List<Outcome> told = new ArrayList<>();

  @Test
  void cancel_beforeARunnerHasTheWork_endsItForGood() {
    dispatch();

    Cancelled first = cancel();
    Cancelled second = cancel();

    assertThat(first.state()).isEqualTo(State.ENDED);
    assertCancelled(first.outcome().orElseThrow());
    assertThat(second).isEqualTo(first);
    assertThatThrownBy(() -> stage.runner(stage.bucket).run(id, "late"))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_EXISTS));
    assertThat(stage.bucket.listFolders("backups/")).isEmpty();
  }

  @Test
  void cancel_whileTheRunnerWorks_tellsItsNodeAndItsWordIsCancelled() {
    dispatch();
    Runner runner =
        working(
            () -> {
              Cancelled cancelled = cancel();
              assertThat(cancelled.state()).isEqualTo(State.TOLD);
              assertThat(stage.nodes.sent().getFirst().state().ended()).isTrue();
              throw new VigieException(ErrorCode.INTERRUPTED, "the dump was interrupted");
            });

    OperationResult result = runner.run(id, "host");

    assertThat(result.error().orElseThrow().code()).isEqualTo("OPERATION_CANCELLED");
    assertThat(result.error().orElseThrow().message())
        .contains(WHO, "INTERRUPTED", "the dump was interrupted");
    assertCancelled(recorder().record(id).orElseThrow());
    assertThat(told).extracting(Outcome::status).containsExactly(Status.FAILED);
  }

  @Test
  void cancel_ofWorkThatWasDoneMeanwhile_succeeds() {
    dispatch();
    stage.runner(stage.bucket).run(id, "host");

    Cancelled cancelled = cancel();

    assertThat(cancelled.outcome().orElseThrow().status()).isEqualTo(Status.SUCCEEDED);
    assertThat(stage.journal().isCancelled(id)).isFalse();
  }

  @Test
  void cancel_whereTheNodeIsAway_isLeftAndToldWhenItIsBack() {
    dispatch();
    assertThat(stage.journal().claim(id, "host", Stage.START)).isTrue();
    stage.nodes.online(false);
    assertThat(cancel().state()).isEqualTo(State.LEFT);
    assertThat(reconcile()).extracting(Finding::action).containsExactly(Action.CANCELLED);
    assertThat(stage.nodes.sent().getFirst().state().ended()).isFalse();

    stage.nodes.online(true);
    assertThat(reconcile()).extracting(Finding::action).containsExactly(Action.CANCELLED);

    assertThat(stage.nodes.sent().getFirst().state()).isEqualTo(CommandState.FAILED);
    Finding last = reconcile().getFirst();
    assertThat(last.action()).isEqualTo(Action.ENDED);
    assertCancelled(last.outcome().orElseThrow());
  }

  @Test
  void cancel_wherePassingOnFails_isLeft() {
    dispatch();
    assertThat(stage.journal().claim(id, "host", Stage.START)).isTrue();
    stage.nodes.failing(true);

    assertThat(cancel().state()).isEqualTo(State.LEFT);
    assertThat(stage.journal().cancelledBy(id)).contains(WHO);
  }

  @Test
  void cancel_whoseProcessDiesAtAnyCall_isFinishedByReconcile() {
    for (int call = 0; call < 12; call++) {
      for (boolean after : new boolean[] {false, true}) {
        Stage each = new Stage();
        each.dispatcher(each.bucket, each.nodes).dispatch(request);
        FaultyObjectStore store = new FaultyObjectStore(each.bucket);
        store.crashAt(call, after);
        try {
          canceller(each, store).cancel(id, WHO);
        } catch (FaultyObjectStore.Crash died) {
          assertThat(died).isNotNull();
        }
        if (each.journal().isCancelled(id)) {
          each.reconciler(each.bucket).look();
          assertCancelled(each.journal().outcome(id).orElseThrow());
        } else {
          each.runner(each.bucket).run(id, "host");
          assertThat(each.recorder(each.bucket).record(id).orElseThrow().status())
              .isEqualTo(Status.SUCCEEDED);
        }
      }
    }
  }

  @Test
  void cancel_ofAnOperationThatNobodyAskedFor_isUnknown() {
    assertThatThrownBy(this::cancel)
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPERATION_UNKNOWN));
  }

  @Test
  void watch_seesTheWishAndStopsTheWorkOnce() throws InterruptedException {
    dispatch();
    CountDownLatch stopped = new CountDownLatch(1);
    try (CancellationWatch _ =
        CancellationWatch.start(stage.journal(), id, stopped::countDown, Duration.ofMillis(5))) {
      stage.journal().cancel(id, WHO, Stage.START);

      assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void outcome_thatWasNeverTold_isToldByReconcileOnce() {
    dispatch();
    stage.runner(stage.bucket).run(id, "host");
    stage.recorder(stage.bucket).record(id); // nobody listens to this one

    assertThat(reconcile()).isEmpty();
    assertThat(told).isEmpty(); // whoever wrote it may still be telling it
    stage.clock.set(stage.clock.instant().plus(Dispatcher.SENDING));
    reconcile();
    reconcile();

    assertThat(told).extracting(Outcome::status).containsExactly(Status.SUCCEEDED);
  }

  @Test
  void outcome_keepsTheHeadOfWhatItsCommandPrinted() {
    dispatch();
    String output = "x".repeat(CommandTrace.MOST_CHARACTERS - 1) + "\ud83d\ude00 and more";
    stage.nodes.end(stage.nodes.sent().getFirst().commandId(), CommandState.FAILED, output);

    CommandTrace trace = reconcile().getFirst().outcome().orElseThrow().command().orElseThrow();

    assertThat(trace.outputHead()).hasSize(CommandTrace.MOST_CHARACTERS - 1).endsWith("x");
    assertThat(trace.commandId()).isEqualTo(stage.journal().command(id).orElseThrow());
  }

  private void dispatch() {
    stage.dispatcher(stage.bucket, stage.nodes).dispatch(request);
  }

  private Cancelled cancel() {
    return canceller(stage, stage.bucket).cancel(id, WHO);
  }

  private static Canceller canceller(Stage each, ObjectStore store) {
    return new Canceller(
        new OperationJournal(store), each.recorder(store), Optional.of(each.nodes), each.clock);
  }

  private OutcomeRecorder recorder() {
    return new OutcomeRecorder(
        stage.journal(),
        new PerKind<>(
            new BackupCheck(stage.bucket, stage.clock),
            new RestoreCheck(stage.bucket, stage.clock),
            new DrillCheck(stage.bucket, stage.clock),
            new CopyCheck(new NoBuckets(), stage.clock)),
        stage.nodes,
        (_, outcome) -> told.add(outcome),
        stage.clock);
  }

  private List<Finding> reconcile() {
    return new Reconciler(
            stage.journal(),
            recorder(),
            stage.dispatcher(stage.bucket, stage.nodes),
            stage.nodes,
            stage.clock)
        .look()
        .findings();
  }

  private Runner working(Runnable work) {
    Worker worker =
        _ -> {
          work.run();
          return new Report.Backup("key", 1, 1, 1, 1);
        };
    return new Runner(stage.journal(), new PerKind<>(worker, worker, worker, worker), stage.clock);
  }

  private static void assertCancelled(Outcome outcome) {
    assertThat(outcome.status()).isEqualTo(Status.FAILED);
    assertThat(outcome.error().orElseThrow().code()).isEqualTo("OPERATION_CANCELLED");
  }
}
