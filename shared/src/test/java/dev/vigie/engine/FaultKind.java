package dev.vigie.engine;

import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work;
import dev.vigie.storage.FaultProxy.Fault;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What breaks.
 *
 * @param words for a person
 * @param strike how it is brought about
 * @param course who does what meanwhile
 * @param missing why this machine cannot do it; empty where it can
 * @param leavesNoTime whether whoever worked may have had no moment to clean up, so that the next
 *     one does it, and the bucket's own rule
 * @param ends whether the operation may have been given up for lost while it went on
 */
record FaultKind(
    String words,
    Strike strike,
    Course course,
    Supplier<Optional<String>> missing,
    boolean leavesNoTime,
    boolean ends) {
  /** Makes ready what happens when the operation comes to the stage. */
  @FunctionalInterface
  interface Strike {
    void arm(FaultScene scene, FaultStage stage);
  }

  /** Has the work done; returns every operation that was begun. */
  @FunctionalInterface
  interface Course {
    List<OperationId> go(FaultScene scene, Work work) throws IOException, InterruptedException;
  }

  /** Something that is prepared for a stage. */
  static FaultKind of(String words, Strike strike) {
    return new FaultKind(words, strike, FaultKind::oneRunner, Optional::empty, false, false);
  }

  /** Something that is done while the stage's request waits. */
  static FaultKind when(String words, Consumer<FaultScene> action) {
    return of(words, (scene, stage) -> scene.when(stage, () -> action.accept(scene)));
  }

  /** Something that is done to so many of the stage's requests. */
  static FaultKind requests(String words, int times, Fault fault) {
    return of(words, (scene, stage) -> scene.proxy().fail(times, stage::is, fault));
  }

  /** The same, where whoever works may have no moment to clean up. */
  FaultKind leavingNoTime() {
    return new FaultKind(words, strike, course, missing, true, ends);
  }

  /** The same, where the operation may have been given up for lost. */
  FaultKind givenUp() {
    return new FaultKind(words, strike, course, missing, leavesNoTime, true);
  }

  /** The same, where the machine may lack what it takes. */
  FaultKind needing(Supplier<Optional<String>> what) {
    return new FaultKind(words, strike, course, what, leavesNoTime, ends);
  }

  /** The same, on another course. */
  FaultKind on(Course other) {
    return new FaultKind(words, strike, other, missing, leavesNoTime, ends);
  }

  private static List<OperationId> oneRunner(FaultScene scene, Work work)
      throws IOException, InterruptedException {
    scene.request(work);
    scene.startRunner(scene.id());
    scene.await();
    scene.signals().hear(scene.id(), 2);
    return List.of(scene.id());
  }
}
