package dev.vigie.alert;

import dev.vigie.config.AlertChannel;
import dev.vigie.config.AlertPolicy;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * That channels are to be tried by the next round: so the test goes the way that an alert would go.
 *
 * @param id of the message, which the deliveries will name
 * @param channel the one channel, or all if it is empty
 * @param at when it was asked for
 */
public record TestRequest(String id, Optional<String> channel, Instant at) {
  /** The message, for those channels that there are. */
  Outgoing outgoing(AlertPolicy policy, Instant now) {
    Set<String> names = new TreeSet<>();
    policy.channels().stream()
        .map(AlertChannel::name)
        .filter(name -> channel.isEmpty() || channel.get().equals(name))
        .forEach(names::add);
    // A test that nobody takes is no alert that nobody hears.
    return new Outgoing(Message.test(policy, id, now), names, true, Instant.EPOCH, "");
  }
}
