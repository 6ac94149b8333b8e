package dev.vigie.operation;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How an operation is, as far as its documents tell.
 *
 * @param id its name
 * @param kind {@code backup}, {@code restore} or {@code drill}
 * @param cluster whose database
 * @param database which one
 * @param requestedAt when it was asked for
 * @param requestedBy who asked
 * @param state where it is
 * @param progress how far it is, if its runner told
 * @param outcome how it ended, if it has
 */
public record OperationStatus(
    OperationId id,
    String kind,
    String cluster,
    String database,
    Instant requestedAt,
    String requestedBy,
    State state,
    Optional<PublishedProgress.Document> progress,
    Optional<Outcome> outcome) {

  /** Where an operation is. The last four are its ends, as {@link Outcome.Status} has them. */
  public enum State {
    /** Asked for; its node was away, or its command is being sent. */
    ASKED,
    /** Its command was sent to the node. */
    SENT,
    /** A runner has the work. */
    RUNNING,
    /** Done, and what it left was checked. */
    SUCCEEDED,
    /** Not done. */
    FAILED,
    /** Nothing was heard of it in time. */
    LOST,
    /** Not begun: the request was wrong. */
    REFUSED
  }

  /** The status; empty if there is no such operation. */
  public static Optional<OperationStatus> find(OperationJournal journal, OperationId id) {
    return journal
        .request(id)
        .map(
            request -> {
              Work work = request.work();
              Optional<Outcome> outcome = journal.outcome(id);
              return new OperationStatus(
                  id,
                  work.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                  work.cluster(),
                  work.database(),
                  request.requestedAt(),
                  request.requestedBy(),
                  outcome
                      .map(end -> State.valueOf(end.status().name()))
                      .orElseGet(() -> underWay(journal, id)),
                  outcome.isPresent() ? Optional.empty() : journal.progress(id),
                  outcome);
            });
  }

  private static State underWay(OperationJournal journal, OperationId id) {
    if (journal.isClaimed(id)) {
      return State.RUNNING;
    }
    return journal.command(id).isPresent() ? State.SENT : State.ASKED;
  }
}
