package dev.vigie.channel;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What only the channel may know: an address or a key. It is fetched when something is sent, and
 * shown nowhere.
 *
 * @param channel the channel's name, for messages
 * @param source gives the text, or throws
 * @param scope which addresses it may be
 */
public record ChannelSecret(String channel, Supplier<String> source, Scope scope) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  /** Which addresses may be spoken to. */
  public enum Scope {
    /** Those of https. */
    HTTPS,
    /** This machine, too, without encryption: for tests and the laptop. */
    LOOPBACK_TOO
  }

  /**
   * The text, without white space around it.
   *
   * @throws VigieException {@code CHANNEL_REFUSED} if it is empty
   */
  String text() {
    String text = source.get().strip();
    if (text.isEmpty()) {
      throw refused("is empty");
    }
    return text;
  }

  /**
   * The text as an address.
   *
   * @throws VigieException {@code CHANNEL_REFUSED} if it is none, or not of https
   */
  URI address() {
    return address(text());
  }

  /** Another text as an address, under the same rules. */
  URI address(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException _) {
      throw refused("is no address"); // without the cause: it holds the text
    }
    boolean named = uri.getHost() != null && uri.getRawUserInfo() == null;
    boolean https = "https".equals(uri.getScheme());
    boolean near =
        scope == Scope.LOOPBACK_TOO
            && "http".equals(uri.getScheme())
            && LOOPBACK.contains(String.valueOf(uri.getHost()));
    if (!named || !(https || near)) {
      throw refused("is no https address");
    }
    return uri;
  }

  /** A refusal that says what is wrong with the secret, and nothing of it. */
  VigieException refused(String what) {
    return new VigieException(
        ErrorCode.CHANNEL_REFUSED, "the secret of the channel " + channel + " " + what);
  }
}
