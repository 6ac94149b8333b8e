package dev.vigie.evidence;

import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.storage.JsonDocuments;
import java.time.Instant;
import java.util.Optional;

/**
 * How one operation ended, as an auditor reads it. Stored as {@code evidence/<number>.json}, once.
 *
 * @param schemaVersion of this form, {@value #SCHEMA_VERSION}
 * @param number 1 for the first, and one more for each that follows
 * @param previous the SHA-256 of the bytes of the entry before, in lower-case hexadecimal digits;
 *     64 zeros for the first
 * @param recordedAt when it was written
 * @param operationId the operation
 * @param requestedBy who asked for it
 * @param requestedAt when
 * @param node where it was to be done
 * @param work what was asked for
 * @param status how it ended
 * @param endedAt when that was found
 * @param report what was done; absent unless it succeeded
 * @param error what went wrong; absent if it succeeded
 */
public record Entry(
    int schemaVersion,
    long number,
    String previous,
    Instant recordedAt,
    OperationId operationId,
    String requestedBy,
    Instant requestedAt,
    String node,
    Work work,
    Outcome.Status status,
    Instant endedAt,
    Optional<Report> report,
    Optional<Failure> error) {
  /** The form that this program writes, and the newest that it reads. */
  public static final int SCHEMA_VERSION = 1;

  /** Before the first entry. */
  static final String NOTHING = "0".repeat(64);

  /** Refuses a form from the future, with {@code MANIFEST_INVALID}. */
  public Entry {
    JsonDocuments.checkVersion("entry of the record", schemaVersion, SCHEMA_VERSION);
  }

  /** The entry of this end, behind the one of that number. */
  static Entry after(
      long number, String previous, OperationRequest request, Outcome outcome, Instant now) {
    return new Entry(
        SCHEMA_VERSION,
        number + 1,
        previous,
        now,
        request.id(),
        request.requestedBy(),
        request.requestedAt(),
        request.node(),
        request.work(),
        outcome.status(),
        outcome.recordedAt(),
        outcome.report(),
        outcome.error());
  }
}
