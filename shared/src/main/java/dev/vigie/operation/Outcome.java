package dev.vigie.operation;

import dev.vigie.storage.JsonDocuments;
import java.time.Instant;
import java.util.Optional;

/**
 * How an operation ended. Stored as {@code operations/<id>/outcome.json}, once: the first writer
 * decides, every later one reads.
 *
 * @param schemaVersion of this form, 1
 * @param id the operation
 * @param status how it ended
 * @param recordedAt when that was found
 * @param report what was done and checked; empty unless it succeeded
 * @param error what went wrong; empty if it succeeded
 * @param command what did it; empty where no command was sent, or its node could not be asked
 */
public record Outcome(
    int schemaVersion,
    OperationId id,
    Status status,
    Instant recordedAt,
    Optional<Report> report,
    Optional<Failure> error,
    Optional<CommandTrace> command) {
  private static final int SCHEMA_VERSION = 1;

  /** Refuses a form from the future, with {@code MANIFEST_INVALID}. */
  public Outcome {
    JsonDocuments.checkVersion("outcome", schemaVersion, SCHEMA_VERSION);
  }

  /** The ways to end. */
  public enum Status {
    /** Done, and what it left was checked. */
    SUCCEEDED,
    /** Not done; the error says why. */
    FAILED,
    /** Nothing was heard of it in time. */
    LOST,
    /** Not begun: the request was wrong, or there was no room for it. */
    REFUSED
  }

  /** Done and checked. */
  public static Outcome succeeded(OperationId id, Instant now, Report report) {
    return of(id, Status.SUCCEEDED, now, Optional.of(report), Optional.empty());
  }

  /** Not done. */
  public static Outcome failed(OperationId id, Instant now, Failure error) {
    return of(id, Status.FAILED, now, Optional.empty(), Optional.of(error));
  }

  /** Not begun. */
  public static Outcome refused(OperationId id, Instant now, Failure error) {
    return of(id, Status.REFUSED, now, Optional.empty(), Optional.of(error));
  }

  /** Nothing was heard in time. */
  public static Outcome lost(OperationId id, Instant now, Failure error) {
    return of(id, Status.LOST, now, Optional.empty(), Optional.of(error));
  }

  /** The same end, with the command that led to it. */
  Outcome by(CommandTrace trace) {
    return new Outcome(schemaVersion, id, status, recordedAt, report, error, Optional.of(trace));
  }

  private static Outcome of(
      OperationId id,
      Status status,
      Instant now,
      Optional<Report> report,
      Optional<Failure> error) {
    return new Outcome(SCHEMA_VERSION, id, status, now, report, error, Optional.empty());
  }
}
