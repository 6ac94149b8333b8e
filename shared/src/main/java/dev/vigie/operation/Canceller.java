package dev.vigie.operation;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.NodeCommands;
import dev.vigie.node.RunnerTask;
import java.time.Clock;
import java.util.Optional;

/**
 * Ends operations on request. That it was asked stands in the bucket first, so nothing is lost when
 * a process dies or a node is away: {@link Reconciler} goes on with it. Work that no runner has
 * taken is taken from all of them, and has ended by that; a runner that has it is told by its node,
 * and sees {@code cancel.json} by itself if it is not. Work that was done before it could be
 * cancelled has succeeded. Idempotent and thread-safe.
 */
public final class Canceller {
  private final OperationJournal journal;
  private final OutcomeRecorder recorder;
  private final Optional<NodeCommands> nodes;
  private final Clock clock;

  /**
   * A canceller of this bucket's operations.
   *
   * @param nodes where their runners are; empty leaves these to see for themselves
   */
  public Canceller(
      OperationJournal journal,
      OutcomeRecorder recorder,
      Optional<NodeCommands> nodes,
      Clock clock) {
    this.journal = journal;
    this.recorder = recorder;
    this.nodes = nodes;
    this.clock = clock;
  }

  /** What became of the wish. */
  public enum State {
    /** The operation has ended; its outcome says how. */
    ENDED,
    /** Its runner was told by its node, and is about to end. */
    TOLD,
    /** Its node could not be reached; the runner finds the wish in the bucket. */
    LEFT
  }

  /**
   * The answer to whoever asked.
   *
   * @param operationId the operation
   * @param state what became of the wish
   * @param outcome how the operation ended, if it has
   */
  public record Cancelled(OperationId operationId, State state, Optional<Outcome> outcome) {}

  /**
   * Ends the operation, or asks it to end.
   *
   * @param requestedBy who asks
   * @throws VigieException {@code OPERATION_UNKNOWN} if there is no such operation
   */
  public Cancelled cancel(OperationId id, String requestedBy) {
    OperationRequest request = journal.require(id);
    Optional<Outcome> ended = recorder.record(id);
    if (ended.isPresent()) {
      return new Cancelled(id, State.ENDED, ended);
    }
    journal.cancel(id, requestedBy, clock.instant());
    Optional<Outcome> unbegun = endUnbegun(request).or(() -> recorder.record(id));
    return unbegun.isPresent()
        ? new Cancelled(id, State.ENDED, unbegun)
        : new Cancelled(id, tell(request) ? State.TOLD : State.LEFT, Optional.empty());
  }

  /** Ends the operation if no runner has its work; none will have it from then on. */
  Optional<Outcome> endUnbegun(OperationRequest request) {
    OperationId id = request.id();
    if (!journal.forbid(id, clock.instant())) {
      return Optional.empty();
    }
    Failure failure =
        Failure.of(
            ErrorCode.OPERATION_CANCELLED, "operation " + id + " was cancelled before it began");
    return Optional.of(recorder.end(request, Outcome.failed(id, clock.instant(), failure)));
  }

  /** Tells the runner by its node; false if that cannot be reached. */
  boolean tell(OperationRequest request) {
    try {
      if (nodes.isEmpty() || !nodes.get().isOnline(request.node())) {
        return false;
      }
      nodes
          .get()
          .cancel(request.node(), new RunnerTask(journal.store().bucket(), request.id().value()));
      return true;
    } catch (VigieException e) {
      // The wish is in the bucket, where the runner and Reconciler find it.
      if (e.code() == ErrorCode.NODE_UNAVAILABLE || e.code() == ErrorCode.NODE_UNKNOWN) {
        return false;
      }
      throw e;
    }
  }
}
