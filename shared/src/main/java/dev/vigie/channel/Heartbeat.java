package dev.vigie.channel;

import java.util.Map;

/**
 * A dead man's switch: an address outside that wants to hear of each completed round, and tells
 * people when it hears nothing. A GET, as such services take it.
 *
 * @param secret the address
 * @param http sends
 */
public record Heartbeat(ChannelSecret secret, HttpSender http) implements Runnable {
  @Override
  public void run() {
    http.send(new HttpSender.Parcel(secret.channel(), "GET", secret.address(), Map.of(), "", ""));
  }
}
