package dev.vigie.config;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A name from outside in characters that AWS takes everywhere: in S3's keys ("Naming Amazon S3
 * objects", safe characters) and in CloudWatch's dimensions, which are ASCII. Letters, digits,
 * {@code _}, {@code -} and a dot that does not lead stand for themselves; every other byte of the
 * name's UTF-8 is {@code !} and two lower-case hexadecimal digits. Two names never are one.
 */
public final class AsciiName {
  private static final HexFormat HEX = HexFormat.of();

  private AsciiName() {}

  /** The name in those characters; of 63 bytes it has at most 189. */
  public static String encode(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    StringBuilder ascii = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xff);
      if (isPlain(c) || (c == '.' && i > 0)) {
        ascii.append(c);
      } else {
        ascii.append('!').append(HEX.toHexDigits(bytes[i]));
      }
    }
    return ascii.toString();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
