package dev.vigie.cli;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.PublishedProgress;
import dev.vigie.transfer.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Follows an operation that is done elsewhere, by what stands of it in the bucket.
 *
 * @param journal the bucket's operations
 * @param progress hears how it goes
 * @param clock the time
 * @param every how often the bucket is looked into; a runner tells every five seconds
 */
record OperationFollower(OperationJournal journal, Progress progress, Clock clock, Duration every) {
  /**
   * After the deadline {@code Reconcile} ends an operation as lost; it looks once an hour at least.
   */
  private static final Duration GRACE = Duration.ofHours(1);

  OperationFollower(OperationJournal journal, Progress progress, Clock clock) {
    this(journal, progress, clock, Duration.ofSeconds(1));
  }

  /**
   * Waits for the outcome.
   *
   * @throws VigieException {@code OPERATION_LOST} if there is none an hour after the deadline,
   *     {@code INTERRUPTED}, or {@code OPERATION_UNKNOWN}
   */
  Outcome follow(OperationId id) {
    OperationRequest request = journal.require(id);
    Instant end = request.deadline().plus(GRACE);
    Instant told = Instant.MIN;
    while (clock.instant().isBefore(end)) {
      Optional<Outcome> outcome = journal.outcome(id);
      if (outcome.isPresent()) {
        return outcome.get();
      }
      Optional<PublishedProgress.Document> now = journal.progress(id);
      if (now.isPresent() && now.get().at().isAfter(told)) {
        told = now.get().at();
        tell(now.get());
      }
      pause();
    }
    throw new VigieException(
        ErrorCode.OPERATION_LOST, "nobody has said how operation " + id + " ended by " + end);
  }

  private void tell(PublishedProgress.Document document) {
    for (PublishedProgress.Task task : document.tasks()) {
      progress.advance(task.task(), task.bytes(), task.expectedBytes());
    }
    progress.advance(Progress.ALL, document.bytes(), document.expectedBytes());
  }

  private void pause() {
    try {
      Thread.sleep(every);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(
          ErrorCode.INTERRUPTED,
          "interrupted while following an operation",
          "It goes on; vigie status follows it, and vigie cancel ends it.",
          e);
    }
  }
}
