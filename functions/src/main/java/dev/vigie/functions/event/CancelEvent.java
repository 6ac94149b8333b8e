package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import java.util.Optional;

/**
 * What {@code Cancel} is asked.
 *
 * @param id the operation
 * @param requestedBy who says to have asked: one line, at most 2,048 characters
 */
public record CancelEvent(OperationId id, Optional<String> requestedBy) {
  /**
   * Reads the event.
   *
   * @throws VigieException {@code REQUEST_INVALID} naming the field that is wrong
   */
  public static CancelEvent of(JsonNode event) {
    Fields fields = Fields.of(event);
    return new CancelEvent(
        fields.operation("operationId"),
        fields.findLine("requestedBy", Origin.Direct.LONGEST_REQUESTER));
  }
}
