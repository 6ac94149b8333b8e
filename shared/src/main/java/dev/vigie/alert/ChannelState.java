package dev.vigie.alert;

import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import java.util.Optional;

/**
 * How a channel was at the last try.
 *
 * @param name the channel's name
 * @param failure why it took nothing; empty if it did
 */
record ChannelState(String name, Optional<String> failure) {
  /** The finding that this is. */
  Finding finding() {
    return failure
        .map(reason -> new Finding(Check.CHANNEL, name, Health.FAIL, reason))
        .orElseGet(() -> new Finding(Check.CHANNEL, name, Health.OK, ""));
  }
}
