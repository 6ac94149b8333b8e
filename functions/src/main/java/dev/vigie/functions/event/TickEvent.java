package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.config.FleetTick;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.time.Instant;

/**
 * What a schedule asks each few minutes: to begin what is due. Every delivery of one tick tells the
 * same time.
 *
 * @param time the schedule's own
 */
public record TickEvent(Instant time) {
  /** From one tick to the next. */
  public static final Duration INTERVAL = Duration.ofMinutes(FleetTick.MINUTES);

  /** As old as what {@code Reconcile} makes up for; an older one is none of a schedule's. */
  private static final Duration OLDEST = Duration.ofDays(1);

  private static final String MARK = "tick";

  /** Whether the event says of itself that it is one, where others come, too. */
  public static boolean isIn(JsonNode event) {
    return event.path(MARK).asBoolean();
  }

  /**
   * Reads the event.
   *
   * @throws VigieException {@code REQUEST_INVALID} naming the field that is wrong, or where its
   *     time is over a day old or ahead of the next tick
   */
  public static TickEvent of(JsonNode event, Instant now) {
    Instant time = Fields.of(event).time("scheduledTime");
    if (time.isBefore(now.minus(OLDEST)) || time.isAfter(now.plus(INTERVAL))) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID,
          "the tick is for %s; it should be for a time between a day ago and %d minutes ahead"
              .formatted(time, INTERVAL.toMinutes()));
    }
    return new TickEvent(time);
  }

  /** When the schedule asks next. */
  public Instant next() {
    return time.plus(INTERVAL);
  }

  /** When it asked before. */
  public Instant previous() {
    return time.minus(INTERVAL);
  }
}
