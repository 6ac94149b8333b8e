package dev.vigie.alert;

import dev.vigie.error.VigieException;

/**
 * A channel on which people are told.
 *
 * <p>The contract, which {@code AlertSinkContract} tests on every adapter:
 *
 * <ul>
 *   <li>{@link #send} returns when the service has taken the whole message, and throws if it has
 *       not, or if nobody can tell; the same message may then come again, under the same id.
 *   <li>However many notices a message has, it is within the service's limits; what is left out is
 *       counted in it, and the worst are never left out for others.
 *   <li>Names and reasons are shown as text: they format nothing, link nowhere and call nobody.
 *   <li>Passing faults are retried inside, within the time that the adapter was given; what still
 *       fails is {@code CHANNEL_UNAVAILABLE}. What the service refuses, or a secret that is missing
 *       or of another form, is {@code CHANNEL_REFUSED}.
 *   <li>A server whose certificate is no good is told nothing, and is {@code CHANNEL_UNTRUSTED}.
 *   <li>No failure shows an address or a key, neither in its message nor in its causes.
 * </ul>
 *
 * <p>Adapters are thread-safe.
 */
@FunctionalInterface
public interface AlertSink {
  /**
   * Sends a message.
   *
   * @throws VigieException as above
   */
  void send(Message message);
}
