package dev.vigie.operation;

import dev.vigie.storage.JsonDocuments;
import java.time.Instant;
import java.util.Optional;

/**
 * What the runner says of its work. Stored as {@code operations/<id>/result.json}, once; {@link
 * OutcomeRecorder} checks it before anybody believes it.
 *
 * @param schemaVersion of this form, 1
 * @param id the operation
 * @param startedAt when the runner began
 * @param endedAt when it ended
 * @param report what it did; empty if it failed
 * @param error why it failed; empty if it did not
 */
public record OperationResult(
    int schemaVersion,
    OperationId id,
    Instant startedAt,
    Instant endedAt,
    Optional<Report> report,
    Optional<Failure> error) {
  /** The form that this program writes. */
  static final int SCHEMA_VERSION = 1;

  /** Refuses a form from the future, with {@code MANIFEST_INVALID}. */
  public OperationResult {
    JsonDocuments.checkVersion("result", schemaVersion, SCHEMA_VERSION);
  }
}
