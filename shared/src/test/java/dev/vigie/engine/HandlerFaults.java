package dev.vigie.engine;

import dev.vigie.engine.FaultKind.Strike;
import dev.vigie.local.LocalNodeCommands;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Work;
import dev.vigie.storage.JsonDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Functions that die: while they begin an operation, or while they record its end. */
final class HandlerFaults {
  /** More than a function runs, so that a command which was not noted is sent. */
  private static final Duration AGAIN = Duration.ofMinutes(2);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LOOK_EVERY_MILLIS = 50;

  static final FaultKind STARTER_KILLED_BEFORE =
      FaultKind.of("the handler is killed before it", before()).on(HandlerFaults::begun);
  static final FaultKind STARTER_KILLED_AFTER =
      FaultKind.of("the handler is killed right after it", after()).on(HandlerFaults::begun);
  static final FaultKind RECORDER_KILLED_BEFORE =
      FaultKind.of("the handler is killed before it", before()).on(HandlerFaults::recorded);
  static final FaultKind RECORDER_KILLED_AFTER =
      FaultKind.of("the handler is killed right after it", after()).on(HandlerFaults::recorded);

  private HandlerFaults() {}

  private static Strike before() {
    return (scene, stage) -> scene.instead(stage, () -> scene.handler().destroyForcibly());
  }

  private static Strike after() {
    return (scene, stage) -> scene.when(stage, () -> scene.handler().destroyForcibly());
  }

  /** It is delivered again, as events are, by when the first delivery's function has ended. */
  private static List<OperationId> begun(FaultScene scene, Work work)
      throws IOException, InterruptedException {
    Path state = Files.createTempDirectory(scene.ground().directory(), "state");
    Path file = state.resolve("request");
    OperationRequest request = request(scene.id(), work);
    Files.write(file, JsonDocuments.bytes(request));
    scene.start(FaultHandler.command("dispatch", file.toString(), state.toString()));
    scene.await();
    Clock later = Clock.offset(Clock.systemUTC(), AGAIN);
    FaultHandler.dispatcher(scene.ground().engine().store(), state, scene.environment(), later)
        .dispatch(request);
    awaitRunners(scene);
    FaultGround.delete(state);
    scene.signals().hear(scene.id(), 2);
    return List.of(scene.id());
  }

  /** Only Reconcile hears of it then. */
  private static List<OperationId> recorded(FaultScene scene, Work work)
      throws IOException, InterruptedException {
    scene.request(work);
    scene.startRunner(scene.id());
    scene.await();
    scene.start(FaultHandler.command("record", scene.id().value()));
    scene.await();
    return List.of(scene.id());
  }

  private static OperationRequest request(OperationId id, Work work) {
    Instant now = Instant.now();
    return new OperationRequest(
        OperationRequest.SCHEMA_VERSION,
        id,
        now,
        now.plus(Duration.ofHours(1)),
        "a handler",
        LocalNodeCommands.NODE,
        work);
  }

  /** Runners outlive who sent them. */
  private static void awaitRunners(FaultScene scene) throws InterruptedException {
    OperationJournal journal = new OperationJournal(scene.ground().engine().store());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (journal.result(scene.id()).isEmpty() || FaultProcesses.naming(scene.id().value())) {
      if (System.nanoTime() > end) {
        throw new AssertionError("no runner did it in " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    }
  }
}
