package dev.vigie.engine;

import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work;
import java.io.IOException;
import java.util.List;

/** Signals of an end that are lost, late, doubled or too early, and two of everything at once. */
final class SignalFaults {
  static final FaultKind DOUBLED =
      FaultKind.of("eight signals of its end come at once", (_, _) -> {})
          .on((scene, work) -> heard(scene, work, 8));
  static final FaultKind LOST =
      FaultKind.of("every signal of its end is lost", (_, _) -> {})
          .on((scene, work) -> heard(scene, work, 0));
  static final FaultKind EARLY =
      FaultKind.when(
          "a signal comes before what it tells of", scene -> scene.signals().hear(scene.id(), 2));
  static final FaultKind LOOKED_AT =
      FaultKind.when("Reconcile looks meanwhile", scene -> scene.signals().lookNow());
  static final FaultKind GIVEN_UP =
      FaultKind.when("Reconcile gives it up, and it goes on", scene -> scene.signals().lookLate())
          .givenUp();
  static final FaultKind TWO_RUNNERS =
      FaultKind.of("its command is sent twice", (_, _) -> {}).on(SignalFaults::twoRunners);
  static final FaultKind TWO_OPERATIONS =
      FaultKind.of("the same is asked for twice at once", (_, _) -> {})
          .on((scene, work) -> twoOperations(scene, work, work));
  static final FaultKind BACKUP_BESIDE =
      FaultKind.of("a backup of the database begins at once", (_, _) -> {})
          .on(
              (scene, work) ->
                  twoOperations(scene, work, FaultOperation.BACKUP.work(scene.ground())));

  private SignalFaults() {}

  private static List<OperationId> heard(FaultScene scene, Work work, int times)
      throws IOException, InterruptedException {
    scene.request(work);
    scene.startRunner(scene.id());
    scene.await();
    scene.signals().hear(scene.id(), times);
    return List.of(scene.id());
  }

  private static List<OperationId> twoRunners(FaultScene scene, Work work)
      throws IOException, InterruptedException {
    scene.request(work);
    scene.startRunner(scene.id());
    scene.startRunner(scene.id());
    scene.await();
    scene.signals().hear(scene.id(), 2);
    return List.of(scene.id());
  }

  private static List<OperationId> twoOperations(FaultScene scene, Work work, Work other)
      throws IOException, InterruptedException {
    OperationId second = Engine.newId();
    scene.request(work);
    scene.ground().engine().request(second, other);
    scene.startRunner(scene.id());
    scene.startRunner(second);
    scene.await();
    scene.signals().hear(scene.id(), 2);
    scene.signals().hear(second, 2);
    return List.of(scene.id(), second);
  }
}
