package dev.vigie.postgres;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.charset.StandardCharsets;

/**
 * Names and strings from outside, made safe to stand in SQL text and in libpq connection strings.
 * The quoting rules are those of PostgreSQL's documentation, "Lexical Structure" 4.1 and
 * "Connection Strings" 34.1.1.1.
 */
public final class SqlText {
  /** PostgreSQL cuts identifiers at NAMEDATALEN - 1 bytes; Vigie refuses instead of cutting. */
  public static final int MAX_IDENTIFIER_BYTES = 63;

  private static final int MAX_SUFFIX = 40;

  private SqlText() {}

  /**
   * The name as a quoted identifier, always with quotes.
   *
   * @param name 1 to 63 bytes of UTF-8, without NUL
   * @throws VigieException {@code REQUEST_INVALID} for any other name
   */
  public static String identifier(String name) {
    return '"' + checkName(name).replace("\"", "\"\"") + '"';
  }

  /**
   * The string as a literal that reads the same whatever {@code standard_conforming_strings} says.
   *
   * @throws VigieException {@code REQUEST_INVALID} if it is no {@linkplain #checkText text}
   */
  public static String literal(String value) {
    checkText(value);
    String quoted = '\'' + value.replace("'", "''").replace("\\", "\\\\") + '\'';
    return value.indexOf('\\') >= 0 ? " E" + quoted : quoted;
  }

  /**
   * The value as it stands in a libpq keyword/value connection string, so that a database called
   * {@code host=elsewhere} or {@code postgresql://elsewhere} stays a database's name.
   *
   * @throws VigieException {@code REQUEST_INVALID} if it is no {@linkplain #checkText text}
   */
  public static String connectionValue(String value) {
    checkText(value);
    return '\'' + value.replace("\\", "\\\\").replace("'", "\\'") + '\'';
  }

  /**
   * The name itself, if PostgreSQL can have an object of that name.
   *
   * @throws VigieException {@code REQUEST_INVALID} if it is empty, takes over 63 bytes or is no
   *     {@linkplain #checkText text}
   */
  public static String checkName(String name) {
    checkText(name);
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_IDENTIFIER_BYTES) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID,
          "a PostgreSQL name has 1 to 63 bytes, and \"" + name + "\" has " + bytes);
    }
    return name;
  }

  /**
   * The name with the suffix behind it, the name cut at a character's end so that both fit into a
   * PostgreSQL name.
   *
   * @param name 1 to 63 bytes
   * @param suffix at most 40 ASCII characters
   * @throws VigieException {@code REQUEST_INVALID} for any other name
   */
  public static String suffixed(String name, String suffix) {
    checkName(name);
    if (suffix.length() > MAX_SUFFIX) {
      throw new IllegalArgumentException("a suffix of over 40 characters: " + suffix);
    }
    int end = name.length();
    while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length + suffix.length()
        > MAX_IDENTIFIER_BYTES) {
      end = name.offsetByCodePoints(end, -1);
    }
    return name.substring(0, end) + suffix;
  }

  /**
   * The value itself, if PostgreSQL can store it and UTF-8 can spell it. Java writes half a
   * surrogate pair as {@code ?}: a name that has one would quietly become another name.
   *
   * @throws VigieException {@code REQUEST_INVALID} if it holds NUL or half a surrogate pair; the
   *     message does not repeat it
   */
  public static String checkText(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new VigieException(ErrorCode.REQUEST_INVALID, "a name or value holds a NUL character");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "a name or value holds half a surrogate pair and is no text");
    }
    return value;
  }
}
