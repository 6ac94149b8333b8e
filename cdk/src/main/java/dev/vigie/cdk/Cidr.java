package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of IPv4 addresses (RFC 4632).
 *
 * @param first the first address, as an unsigned 32-bit number
 * @param prefix length of the prefix, 0 to 32 bits
 */
record Cidr(long first, int prefix) {
  /** Every address there is. */
  static final Cidr ANY = new Cidr(0, 0);

  private static final int BITS = 32;
  private static final long MASK = 0xFFFF_FFFFL;
  // Without leading zeros, which some programs read as octal.
  private static final String OCTET = "(0|[1-9]\\d{0,2})";
  private static final Pattern FORM =
      Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET + "/(\\d{1,2})");
  // VPC User Guide, "Subnet sizing": the first four addresses and the last are AWS's.
  private static final int RESERVED_BY_AWS = 5;

  /**
   * Reads one, {@code 10.20.0.0/16}.
   *
   * @param key the setting, for the message
   * @throws VigieException {@code SETTING_INVALID} unless it is one, without bits behind its prefix
   */
  static Cidr parse(String key, String text) {
    return read(text)
        .orElseThrow(
            () ->
                ContextObject.refused(
                    "%s is '%s'; it must be a block of IPv4 addresses such as 10.20.0.0/16."
                        .formatted(key, text)))
        .refuseHostBits(key, text);
  }

  /** The part of this number when the block is cut into parts of this prefix. */
  Cidr part(int number, int partPrefix) {
    return new Cidr(first + ((long) number << (BITS - partPrefix)), partPrefix);
  }

  boolean contains(Cidr other) {
    return prefix <= other.prefix && (other.first & mask(prefix)) == first;
  }

  boolean overlaps(Cidr other) {
    return contains(other) || other.contains(this);
  }

  /** How many machines a subnet of this size can hold. */
  long machines() {
    return (1L << (BITS - prefix)) - RESERVED_BY_AWS;
  }

  @Override
  public String toString() {
    return "%d.%d.%d.%d/%d"
        .formatted(first >> 24, (first >> 16) & 0xFF, (first >> 8) & 0xFF, first & 0xFF, prefix);
  }

  private static Optional<Cidr> read(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long address = 0;
    for (int octet = 1; octet <= 4; octet++) {
      int value = Integer.parseInt(matcher.group(octet));
      if (value > 255) {
        return Optional.empty();
      }
      address = (address << 8) | value;
    }
    int prefix = Integer.parseInt(matcher.group(5));
    return prefix > BITS ? Optional.empty() : Optional.of(new Cidr(address, prefix));
  }

  private Cidr refuseHostBits(String key, String text) {
    var clean = new Cidr(first & mask(prefix), prefix);
    if (clean.first != first) {
      throw ContextObject.refused(
          "%s is '%s'; it must begin at the block's first address: %s."
              .formatted(key, text, clean));
    }
    return clean;
  }

  private static long mask(int prefix) {
    return prefix == 0 ? 0 : (MASK << (BITS - prefix)) & MASK;
  }
}
