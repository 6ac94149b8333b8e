package dev.vigie.operation;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Does what an operation asks for, once: claims the work, does it, and writes its word of how it
 * went into the bucket, whatever happened. Thread-safe.
 */
public final class Runner {
  private final OperationJournal journal;
  private final PerKind<Worker> workers;
  private final Clock clock;

  /**
   * A runner of this bucket's operations.
   *
   * @param workers who does each kind of work
   */
  public Runner(OperationJournal journal, PerKind<Worker> workers, Clock clock) {
    this.journal = journal;
    this.workers = workers;
    this.clock = clock;
  }

  /**
   * Does the work.
   *
   * @param host the machine's name, for whoever looks for a runner that has gone
   * @return the word that was written, of success or of failure
   * @throws VigieException {@code OPERATION_UNKNOWN} if there is no such request, {@code
   *     OBJECT_EXISTS} if another runner has claimed it, or it has ended, perhaps as lost
   */
  public OperationResult run(OperationId id, String host) {
    OperationRequest request = journal.require(id);
    Instant startedAt = clock.instant();
    if (journal.outcome(id).isPresent()) {
      throw new VigieException(
          ErrorCode.OBJECT_EXISTS,
          "operation " + id + " has ended",
          "Ask for a new operation if this one has failed.",
          null);
    }
    if (!journal.claim(id, host, startedAt)) {
      throw new VigieException(
          ErrorCode.OBJECT_EXISTS,
          "operation " + id + " is being done, or was done, by another runner",
          "Ask for a new operation if this one has failed.",
          null);
    }
    return attempt(request, startedAt);
  }

  private OperationResult attempt(OperationRequest request, Instant startedAt) {
    Optional<Report> report = Optional.empty();
    Optional<Failure> error = Optional.empty();
    Optional<RuntimeException> thrown = Optional.empty();
    try {
      report = Optional.of(workers.of(request.work()).work(request));
    } catch (RuntimeException e) {
      error = Optional.of(Failure.of(e));
      thrown = Optional.of(e);
    } catch (OutOfMemoryError | LinkageError e) { // as of zstd's library on a foreign machine
      error = Optional.of(Failure.of(e));
      thrown = Optional.of(new VigieException(ErrorCode.INTERNAL, String.valueOf(e), e));
    }
    // The word is written apart from the work: where it cannot be, work that was done must not be
    // called failed.
    boolean interrupted = Thread.interrupted();
    try {
      return finish(request, startedAt, report, error.map(failure -> cause(request, failure)));
    } catch (RuntimeException unheard) {
      if (thrown.isEmpty()) {
        throw unheard;
      }
      thrown.get().addSuppressed(unheard);
      throw thrown.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whatever work fails of that is to end: somebody wanted it to. */
  private Failure cause(OperationRequest request, Failure failure) {
    try {
      return journal
          .cancelledBy(request.id())
          .map(
              by ->
                  Failure.of(
                      ErrorCode.OPERATION_CANCELLED,
                      "operation %s was cancelled, as was asked by %s; it ended with %s: %s"
                          .formatted(request.id(), by, failure.code(), failure.message())))
          .orElse(failure);
    } catch (VigieException unread) {
      // The failure itself is true, whoever wanted it, and must be heard.
      return failure;
    }
  }

  private OperationResult finish(
      OperationRequest request,
      Instant startedAt,
      Optional<Report> report,
      Optional<Failure> error) {
    OperationResult result =
        new OperationResult(
            OperationResult.SCHEMA_VERSION,
            request.id(),
            startedAt,
            clock.instant(),
            report,
            error);
    journal.finish(result);
    return result;
  }
}
