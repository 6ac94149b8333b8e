package dev.vigie.local;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords for servers that live for minutes. */
final class Passwords {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Passwords() {}

  /** 128 random bits as 32 hexadecimal digits, which need no quoting anywhere. */
  static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
