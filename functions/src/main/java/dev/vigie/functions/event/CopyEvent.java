package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What {@code StartCopy} is asked: by a rule that hears of a new backup, in the form of EventBridge
 * Scheduler's context attributes; or by a request alone.
 *
 * @param cluster 1 to 63 bytes
 * @param database 1 to 63 bytes
 * @param origin where the request comes from
 */
public record CopyEvent(String cluster, String database, Origin origin) {
  /**
   * Reads the event.
   *
   * @throws dev.vigie.error.VigieException {@code REQUEST_INVALID} naming the field that is wrong
   */
  public static CopyEvent of(JsonNode event) {
    Fields fields = Fields.of(event);
    return new CopyEvent(
        fields.name("cluster"),
        fields.name("database"),
        fields.has("scheduledTime") ? Origin.Scheduled.of(fields) : Origin.Direct.of(fields));
  }
}
