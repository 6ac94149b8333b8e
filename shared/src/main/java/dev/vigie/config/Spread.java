package dev.vigie.config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/**
 * Spreads what is due at the same time over a window: each thing has a moment of its own, evenly
 * over all names and the same each time, so that from one time to the next it is always as long.
 */
public final class Spread {
  private Spread() {}

  /**
   * The moment of this thing.
   *
   * @param names that together are its alone
   * @return whole seconds, less than the window, or none where that is shorter than a second
   */
  public static Duration within(Duration window, String... names) {
    long seconds = window.toSeconds();
    return Duration.ofSeconds(
        seconds == 0 ? 0 : Long.remainderUnsigned(digest(String.join("\0", names)), seconds));
  }

  private static long digest(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(sha256.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
