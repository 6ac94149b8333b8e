package dev.vigie.operation;

import java.util.Optional;

/**
 * Ends operations, each exactly once: whichever signal comes first, the work is checked and the
 * outcome written; every later signal finds it. Thread-safe.
 */
public final class OutcomeRecorder {
  private final OperationJournal journal;
  private final PerKind<OutcomeCheck> checks;
  private final OutcomeListener listener;

  /**
   * A recorder of this bucket's operations.
   *
   * @param checks how each kind of work proves that it was done
   */
  public OutcomeRecorder(OperationJournal journal, PerKind<OutcomeCheck> checks) {
    this(journal, checks, (_, _) -> {});
  }

  /**
   * A recorder that tells of outcomes.
   *
   * @param checks how each kind of work proves that it was done
   * @param listener hears of each outcome that this recorder wrote, and of no other
   */
  public OutcomeRecorder(
      OperationJournal journal, PerKind<OutcomeCheck> checks, OutcomeListener listener) {
    this.journal = journal;
    this.checks = checks;
    this.listener = listener;
  }

  /**
   * Ends the operation if what it left allows to say how.
   *
   * @return the outcome, whoever wrote it; empty while nothing can be said, or for an object in the
   *     bucket that belongs to no operation
   */
  public Optional<Outcome> record(OperationId id) {
    Optional<Outcome> ended = journal.outcome(id);
    if (ended.isPresent()) {
      return ended;
    }
    return journal
        .request(id)
        .flatMap(
            request ->
                checks
                    .of(request.work())
                    .check(request, journal.result(id))
                    .map(outcome -> end(request, outcome)));
  }

  /** Writes the outcome, unless the operation has ended; the outcome that counts. */
  Outcome end(OperationRequest request, Outcome outcome) {
    if (journal.end(outcome)) {
      listener.ended(request, outcome);
      return outcome;
    }
    return journal.outcome(outcome.id()).orElse(outcome);
  }
}
