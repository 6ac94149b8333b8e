package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.VigieException;
import java.util.List;

/**
 * Messages of the queue of backups, as Lambda hands them over (AWS Lambda Developer Guide, "Using
 * Lambda with Amazon SQS").
 *
 * @param messages at least one
 */
public record OrderBatch(List<Message> messages) {
  private static final String RECORDS = "a list of messages from SQS";

  /**
   * One message.
   *
   * @param id SQS's own, by which the queue is told that it failed
   * @param body its text, not yet looked at
   */
  public record Message(String id, String body) {}

  /** Whether the event is such a batch. */
  public static boolean isIn(JsonNode event) {
    return Fields.of(event).has("Records");
  }

  /**
   * Reads the event.
   *
   * @throws VigieException {@code REQUEST_INVALID} naming the field that is wrong
   */
  public static OrderBatch of(JsonNode event) {
    return new OrderBatch(
        Fields.of(event).inners("Records", RECORDS).stream()
            .map(
                message ->
                    new Message(
                        message.text("messageId", "the message's id"),
                        message.text("body", "the message's text")))
            .toList());
  }
}
