package dev.vigie.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * A message that some channels have not taken yet.
 *
 * @param message what is sent
 * @param waiting the names of those channels
 * @param heard whether another channel took it
 * @param leasedUntil until then somebody is at it
 * @param owner who; empty for nobody
 */
record Outgoing(
    Message message, Set<String> waiting, boolean heard, Instant leasedUntil, String owner) {
  /** No function runs longer than a minute; two are enough for it to write what it did. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  Outgoing {
    waiting = Set.copyOf(waiting);
  }

  /** Whether nobody is at it. */
  boolean isFree(Instant now) {
    return !leasedUntil.isAfter(now);
  }

  /** Taken by whoever asks. */
  Outgoing leased(String asking, Instant now) {
    return new Outgoing(message, waiting, heard, now.plus(LEASE), asking);
  }

  /** After these channels took it; free for the next. */
  Outgoing takenBy(Set<String> channels) {
    Set<String> left = new TreeSet<>(waiting);
    left.removeAll(channels);
    return new Outgoing(message, left, heard || !channels.isEmpty(), Instant.EPOCH, "");
  }
}
