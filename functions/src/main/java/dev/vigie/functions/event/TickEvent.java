package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.VigieException;
import java.time.Instant;

/**
 * What {@code PlanBackups} is asked by its schedule, whose every delivery tells the same time.
 *
 * @param time the schedule's own
 */
public record TickEvent(Instant time) {
  /**
   * Reads the event.
   *
   * @throws VigieException {@code REQUEST_INVALID} naming the field that is wrong
   */
  public static TickEvent of(JsonNode event) {
    return new TickEvent(Fields.of(event).time("scheduledTime"));
  }
}
