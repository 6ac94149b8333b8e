package dev.vigie.engine;

import dev.vigie.engine.FaultCell.Result;
import dev.vigie.engine.FaultCell.State;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tries one cell after the other on one ground. */
final class FaultTrial {
  private final FaultGround ground;
  private final FaultSignals signals;
  private final FaultLook look;

  FaultTrial(FaultGround ground) {
    this.ground = ground;
    this.signals = new FaultSignals(ground);
    this.look = new FaultLook(ground);
    look.takeNote();
  }

  /** Tries the cell; whatever does not hold is said. */
  Result run(FaultCell cell) {
    Optional<String> missing = cell.kind().missing().get();
    if (missing.isPresent()) {
      return new Result(cell, State.NOT_RUN, missing.get());
    }
    List<String> wrong = new ArrayList<>();
    String how = "";
    try {
      Work work = cell.operation().work(ground);
      List<OperationId> begun = strike(cell, work, wrong);
      List<Outcome> outcomes = begun.stream().map(id -> signals.end(id, wrong)).toList();
      how = outcomes.stream().map(FaultTrial::told).collect(Collectors.joining(", "));
      if (cell.kind().leavesNoTime()) {
        look.abandonUploads();
      }
      look.atOutcomes(outcomes, cell.kind().ends(), wrong);
      goOn(work, wrong);
      look.atLeftovers(wrong);
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      wrong.add(String.valueOf(e));
      startAfresh(cell.operation().work(ground), wrong);
    }
    look.takeNote();
    return wrong.isEmpty()
        ? new Result(cell, State.HELD, how)
        : new Result(cell, State.BROKEN, how + " " + wrong);
  }

  /** Has the work done, and breaks what the cell says at its stage. */
  private List<OperationId> strike(FaultCell cell, Work work, List<String> wrong)
      throws IOException, InterruptedException {
    try (FaultScene scene = new FaultScene(ground, signals)) {
      cell.kind().strike().arm(scene, cell.stage());
      List<OperationId> begun = cell.kind().course().go(scene, work);
      if (cell.stage() != FaultStage.THROUGHOUT && scene.proxy().count(cell.stage()::is) == 0) {
        wrong.add("it never came to the stage: " + scene.said());
      }
      return begun;
    } finally {
      ground.mend();
    }
  }

  private static String told(Outcome outcome) {
    return outcome.status() == Outcome.Status.FAILED
        ? outcome.error().orElseThrow().code()
        : outcome.status().name();
  }

  /** What one cell left must not be another one's. */
  private void startAfresh(Work work, List<String> wrong) {
    try {
      goOn(work, wrong);
    } catch (RuntimeException | AssertionError e) {
      wrong.add(String.valueOf(e));
    }
  }

  /** Does the same again, which must succeed, and puts the living database back. */
  private void goOn(Work work, List<String> wrong) {
    Outcome again = ground.engine().attempt(work);
    if (again.status() != Outcome.Status.SUCCEEDED) {
      wrong.add("the next one failed: " + again.error());
    }
    ground.putBack();
  }
}
