package dev.vigie.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * One message on one channel.
 *
 * @param channel the channel's name
 * @param message the message's id; empty for a sign of life
 * @param at when it was tried
 * @param notices how many changes it told there
 * @param failure why it was not taken; empty if it was
 */
public record Delivery(
    String channel, String message, Instant at, int notices, Optional<String> failure) {
  /** Whether the channel took it. */
  boolean taken() {
    return failure.isEmpty();
  }
}
