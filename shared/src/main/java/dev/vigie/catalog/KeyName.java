package dev.vigie.catalog;

import dev.vigie.config.AsciiName;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.SqlText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A name from outside as one segment of a key. Letters, digits, {@code _}, {@code -} and a dot that
 * does not lead stand for themselves; every other byte of the name's UTF-8 is {@code !} and two
 * lower-case hexadecimal digits. So {@code My DB} is {@code My!20DB}, {@code ../x} is {@code
 * !2e.!2fx}, and two names never share a key. All characters used are among those that AWS calls
 * safe ("Naming Amazon S3 objects").
 */
public final class KeyName {
  private KeyName() {}

  /**
   * The segment that stands for the name.
   *
   * @param name 1 to 63 bytes of UTF-8, without NUL
   * @throws VigieException {@code REQUEST_INVALID} for any other
   */
  public static String encode(String name) {
    SqlText.checkText(name);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > SqlText.MAX_IDENTIFIER_BYTES) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID,
          "a cluster's or database's name has 1 to 63 bytes, and \""
              + name
              + "\" has "
              + bytes.length);
    }
    return AsciiName.encode(name);
  }

  /**
   * The name that the segment stands for.
   *
   * @throws VigieException {@code MANIFEST_INVALID} if {@link #encode} never gives this segment
   */
  public static String decode(String segment) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (int i = 0; i < segment.length(); i++) {
        char c = segment.charAt(i);
        if (c == '!') {
          bytes.write(HexFormat.fromHexDigits(segment, i + 1, i + 3));
          i += 2;
        } else {
          bytes.write(c);
        }
      }
      String name =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      if (encode(name).equals(segment)) {
        return name;
      }
    } catch (CharacterCodingException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | VigieException e) {
      throw new VigieException(
          ErrorCode.MANIFEST_INVALID, "the key segment \"" + segment + "\" is no name", e);
    }
    throw new VigieException(
        ErrorCode.MANIFEST_INVALID, "the key segment \"" + segment + "\" is no name");
  }

  /** Whether {@link #encode} gives this segment for some name. */
  public static boolean isSegment(String segment) {
    try {
      decode(segment);
      return true;
    } catch (VigieException e) {
      return false; // that is what was asked
    }
  }
}
