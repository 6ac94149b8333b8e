package dev.vigie.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.CommandState;
import dev.vigie.operation.Outcome.Status;
import dev.vigie.storage.FaultyObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Operations in every order, with processes that die at any call to the bucket. */
class OperationLivesTest {
  private static final long SEED = 20261123;

  @Test
  void anyOrderWithCrashesAtAnyCall_endsOnceAndNeverSucceedsWithoutABackup() {
    Random random = new Random(SEED);
    int succeeded = 0;
    for (int run = 0; run < 400; run++) {
      succeeded += oneLife(random) == Status.SUCCEEDED ? 1 : 0;
    }
    assertThat(succeeded).isBetween(50, 399);
  }

  /** One operation's life, in which every process may die at every call to the bucket. */
  private static Status oneLife(Random random) {
    Stage stage = new Stage();
    OperationRequest request = Stage.backupRequest();
    Optional<Outcome> first = Optional.empty();
    for (int step = 0; step < 25; step++) {
      act(random, stage, request);
      stage.clock.set(Stage.START.plusSeconds(random.nextInt(3_600)));
      first = check(stage, request.id(), first);
    }
    if (stage.journal().request(request.id()).isEmpty()) {
      stage.journal().begin(request);
    }
    stage.nodes.failing(false);
    stage.clock.set(request.deadline().plusSeconds(1));
    stage.reconciler(stage.bucket).look();
    return check(stage, request.id(), first).orElseThrow().status();
  }

  private static Optional<Outcome> check(Stage stage, OperationId id, Optional<Outcome> before) {
    Optional<Outcome> now = stage.journal().outcome(id);
    if (before.isPresent()) {
      assertThat(now).isEqualTo(before);
    }
    String manifest = "backups/main/My!20DB/" + id + "/manifest.json";
    if (now.isPresent() && now.get().status() == Status.SUCCEEDED) {
      assertThat(stage.bucket.head(manifest)).isPresent();
    }
    return now;
  }

  private static void act(Random random, Stage stage, OperationRequest request) {
    FaultyObjectStore store = new FaultyObjectStore(stage.bucket);
    if (random.nextInt(3) == 0) {
      store.crashAt(random.nextInt(10), random.nextBoolean());
    }
    stage.nodes.online(random.nextInt(5) > 0);
    stage.nodes.failing(random.nextInt(8) == 0);
    try {
      switch (random.nextInt(6)) {
        case 0 -> stage.dispatcher(store, stage.nodes).dispatch(request);
        case 1 -> runOne(random, stage, store);
        case 2 -> stage.recorder(store).record(request.id());
        case 3 -> stage.reconciler(store).look();
        case 4 -> new OperationJournal(store).begin(request);
        default -> stage.reconciler(store).look();
      }
    } catch (FaultyObjectStore.Crash | VigieException e) {
      // A process died, or was refused; the bucket is what counts.
      assertThat(e).isNotNull();
    }
  }

  /** A command that was sent comes to its end, as a process does: with its status. */
  private static void runOne(Random random, Stage stage, FaultyObjectStore store) {
    List<CommandReport> waiting =
        stage.nodes.sent().stream().filter(command -> !command.state().ended()).toList();
    if (waiting.isEmpty()) {
      return;
    }
    CommandReport command = waiting.get(random.nextInt(waiting.size()));
    CommandState state = CommandState.FAILED;
    try {
      stage.runner(store).run(new OperationId(command.task().operationId()), "host");
      state = CommandState.SUCCEEDED;
    } catch (VigieException e) {
      state = e.code() == ErrorCode.OBJECT_EXISTS ? CommandState.SUCCEEDED : CommandState.FAILED;
    } finally {
      stage.nodes.end(command.commandId(), state, "");
    }
  }

  @Test
  void anyOrderWithoutCrashes_everyNotedCommandsWorkCounts() {
    Random random = new Random(SEED);
    for (int run = 0; run < 300; run++) {
      Stage each = new Stage();
      OperationRequest asked = Stage.backupRequest();
      each.dispatcher(each.bucket, each.nodes).dispatch(asked);
      for (int step = random.nextInt(5); step > 0; step--) {
        each.reconciler(each.bucket).look();
        each.dispatcher(each.bucket, each.nodes).dispatch(asked);
      }
      each.runner(each.bucket).run(asked.id(), "host");
      each.clock.set(Stage.START.minus(Duration.ofDays(1)));
      each.reconciler(each.bucket).look();
      each.clock.set(Stage.START.plusSeconds(1));
      each.reconciler(each.bucket).look();

      assertThat(each.journal().outcome(asked.id()).orElseThrow().status())
          .isEqualTo(Status.SUCCEEDED);
    }
  }
}
