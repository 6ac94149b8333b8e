package dev.vigie.alert;

import dev.vigie.probe.Health;
import java.time.Instant;
import java.util.Optional;

/**
 * What people were told of one thing.
 *
 * @param health how it is; {@code OK} if nothing was told
 * @param at when
 * @param unseen whether also that it cannot be looked at
 * @param flapping whether also that it changes too often to be told of each time
 * @param escalated steps of the escalation that were taken
 * @param ack who knows
 */
record Told(
    Health health, Instant at, boolean unseen, boolean flapping, int escalated, Optional<Ack> ack) {
  /** Nothing yet. */
  static Told nothing(Instant now) {
    return new Told(Health.OK, now, false, false, 0, Optional.empty());
  }

  /** That it is so. What is worse, or over, nobody has acknowledged yet. */
  Told as(Health now, Instant time) {
    boolean worse = now.compareTo(health) > 0;
    boolean anew = worse || now == Health.OK;
    return new Told(
        now,
        worse ? time : at,
        false,
        flapping,
        anew ? 0 : escalated,
        anew ? Optional.empty() : ack);
  }

  /** Also that it cannot be looked at. */
  Told withUnseen(boolean is) {
    return new Told(health, at, is, flapping, escalated, ack);
  }

  /** Also that it changes too often, or no longer does. */
  Told withFlapping(boolean is) {
    return new Told(health, at, unseen, is, escalated, ack);
  }

  /** That one step more was taken. */
  Told escalatedOnce() {
    return new Told(health, at, unseen, flapping, escalated + 1, ack);
  }

  /** That somebody knows. */
  Told with(Ack somebody) {
    return new Told(health, at, unseen, flapping, escalated, Optional.of(somebody));
  }

  /** Whether it is of something that is not over. */
  boolean isOpen() {
    return health != Health.OK || unseen || flapping;
  }
}
