package dev.vigie.operation;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.NodeCommands;
import java.time.Clock;
import java.util.Optional;

/**
 * Ends operations, each exactly once: whichever signal comes first, the work is checked and the
 * outcome written; every later signal finds it. Thread-safe.
 */
public final class OutcomeRecorder {
  private final OperationJournal journal;
  private final PerKind<OutcomeCheck> checks;
  private final Optional<NodeCommands> nodes;
  private final Optional<OutcomeListener> listener;
  private final Clock clock;

  /**
   * A recorder that nobody listens to, as where a person looks on. Whoever listens to this bucket
   * finds what was not told.
   *
   * @param checks how each kind of work proves that it was done
   */
  public OutcomeRecorder(OperationJournal journal, PerKind<OutcomeCheck> checks, Clock clock) {
    this(journal, checks, Optional.empty(), Optional.empty(), clock);
  }

  /**
   * A recorder that tells of outcomes.
   *
   * @param checks how each kind of work proves that it was done
   * @param nodes where commands did the work
   * @param listener hears of each outcome
   */
  public OutcomeRecorder(
      OperationJournal journal,
      PerKind<OutcomeCheck> checks,
      NodeCommands nodes,
      OutcomeListener listener,
      Clock clock) {
    this(journal, checks, Optional.of(nodes), Optional.of(listener), clock);
  }

  private OutcomeRecorder(
      OperationJournal journal,
      PerKind<OutcomeCheck> checks,
      Optional<NodeCommands> nodes,
      Optional<OutcomeListener> listener,
      Clock clock) {
    this.journal = journal;
    this.checks = checks;
    this.nodes = nodes;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Ends the operation if what it left allows to say how. An outcome that was written over a minute
   * ago and never told is told now.
   *
   * @return the outcome, whoever wrote it; empty while nothing can be said, or for an object in the
   *     bucket that belongs to no operation
   */
  public Optional<Outcome> record(OperationId id) {
    Optional<Outcome> ended = journal.outcome(id);
    if (ended.isPresent()) {
      tellAgain(ended.get());
      return ended;
    }
    return journal.request(id).flatMap(this::conclude);
  }

  /** Ends an operation that has not ended, if what it left allows to say how. */
  Optional<Outcome> conclude(OperationRequest request) {
    return checks
        .of(request.work())
        .check(request, journal.result(request.id()))
        .map(outcome -> end(request, outcome));
  }

  /** Writes the outcome, unless the operation has ended; the outcome that counts. */
  Outcome end(OperationRequest request, Outcome outcome) {
    Outcome traced = trace(request.id()).map(outcome::by).orElse(outcome);
    if (journal.end(traced)) {
      tell(request, traced);
      return traced;
    }
    return journal.outcome(outcome.id()).orElse(traced);
  }

  /** Whoever wrote the outcome has a minute to tell it, so that it is not told twice at once. */
  void tellAgain(Outcome outcome) {
    boolean beingTold = clock.instant().isBefore(outcome.recordedAt().plus(Dispatcher.SENDING));
    if (listener.isPresent() && !beingTold && !journal.isTold(outcome.id())) {
      tell(journal.require(outcome.id()), outcome);
    }
  }

  private void tell(OperationRequest request, Outcome outcome) {
    if (listener.isPresent()) {
      listener.get().ended(request, outcome);
      journal.noteTold(request.id(), clock.instant());
    }
  }

  /** How an operation ended does not hang on whether its node answers, so that is left out then. */
  private Optional<CommandTrace> trace(OperationId id) {
    try {
      return nodes.flatMap(known -> journal.command(id).flatMap(known::find).map(CommandTrace::of));
    } catch (VigieException e) {
      if (e.code() == ErrorCode.NODE_UNAVAILABLE) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
