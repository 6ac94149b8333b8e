package dev.vigie.archive;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A fingerprint of a multiset of rows, whatever their order: the sum, modulo 2<sup>128</sup>, of
 * each row's XXH3-128. Two ranges of one table add up to the fingerprint of the whole, and a
 * restored table has that of the original although its rows lie elsewhere.
 *
 * <p>Adding hashes is the incremental multiset hash AdHash (Bellare and Micciancio, "A New Paradigm
 * for Collision-Free Hashing: Incrementality at Reduced Cost", EUROCRYPT 1997). With XXH3, which is
 * no cryptographic hash, it finds accidents: a lost, doubled or changed row escapes with a
 * probability of about 2<sup>-128</sup>. It does not stop a forger; for that there is the SHA-256
 * over the stored object. The number of rows is kept beside it.
 *
 * @param high the more significant 64 bits
 * @param low the less significant 64 bits
 */
public record Fingerprint(long high, long low) {
  /** Of no rows. */
  public static final Fingerprint EMPTY = new Fingerprint(0, 0);

  private static final String ALGORITHM = "xxh3-128-sum:";
  private static final int DIGITS = 32;

  /** The fingerprint of both multisets together. */
  public Fingerprint plus(Fingerprint other) {
    long sum = low + other.low;
    return new Fingerprint(high + other.high + carry(sum, other.low), sum);
  }

  /** The carry of an unsigned addition of {@code addend} that gave {@code sum}: 0 or 1. */
  static long carry(long sum, long addend) {
    return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
  }

  /**
   * The fingerprint that {@link #toString()} wrote.
   *
   * @throws IllegalArgumentException if the text is not the algorithm's name and 32 lower-case
   *     hexadecimal digits
   */
  public static Fingerprint parse(String text) {
    if (!text.startsWith(ALGORITHM)
        || text.length() != ALGORITHM.length() + DIGITS
        || !text.equals(text.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("no fingerprint: " + text);
    }
    int middle = ALGORITHM.length() + DIGITS / 2;
    return new Fingerprint(
        HexFormat.fromHexDigitsToLong(text, ALGORITHM.length(), middle),
        HexFormat.fromHexDigitsToLong(text, middle, text.length()));
  }

  /** The algorithm's name and 32 lower-case hexadecimal digits, most significant first. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return ALGORITHM + hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
