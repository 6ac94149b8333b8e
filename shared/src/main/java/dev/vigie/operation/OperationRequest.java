package dev.vigie.operation;

import dev.vigie.storage.JsonDocuments;
import java.time.Instant;

/**
 * Something asked for: the whole of what the runner is told. Stored as {@code
 * operations/<id>/request.json}, once.
 *
 * @param schemaVersion of this form, 1
 * @param id its name
 * @param requestedAt when it was asked for
 * @param deadline when it counts as lost unless it has ended
 * @param requestedBy who asked, for example a schedule's ARN
 * @param node where it is done: an EC2 instance id, or the local adapter's name for this machine
 * @param work what is to be done
 */
public record OperationRequest(
    int schemaVersion,
    OperationId id,
    Instant requestedAt,
    Instant deadline,
    String requestedBy,
    String node,
    Work work) {
  /** The form that this program writes. */
  public static final int SCHEMA_VERSION = 1;

  /** Refuses a form from the future, with {@code MANIFEST_INVALID}. */
  public OperationRequest {
    JsonDocuments.checkVersion("request", schemaVersion, SCHEMA_VERSION);
  }
}
