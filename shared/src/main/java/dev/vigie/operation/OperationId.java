package dev.vigie.operation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.RunnerTask;
import dev.vigie.postgres.SqlText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * The name of an operation: the second for which it was asked, in UTC, and ten hexadecimal digits
 * made from what was asked. The same request has the same id, so that an event delivered twice asks
 * for one thing. A backup has the id of the operation that made it.
 *
 * <p>Ten digits are 40 bits: among 10,000 databases that are backed up in the same second the
 * chance of two equal ids is 1 in 20,000; four digits would make it a certainty.
 *
 * @param value for example {@code 20261123T020000Z-7f3a9c04d1}
 */
public record OperationId(@JsonValue String value) implements Comparable<OperationId> {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
          .withResolverStyle(ResolverStyle.STRICT)
          .withZone(ZoneOffset.UTC);

  private static final int DIGEST_DIGITS = 10;

  /**
   * Takes the text form.
   *
   * @throws VigieException {@code REQUEST_INVALID} for any other text
   */
  @JsonCreator
  public OperationId {
    if (!isId(value)) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID,
          "an operation's or backup's id looks like 20261123T020000Z-7f3a9c04d1, and \""
              + abbreviate(value)
              + "\" does not");
    }
  }

  /** Whether the text is an id: of the form, and with a time that there is. */
  public static boolean isId(String text) {
    if (!RunnerTask.OPERATION_ID.matcher(text).matches()) {
      return false;
    }
    try {
      SECOND.parse(text.substring(0, text.indexOf('-')));
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /**
   * The id of what was asked for.
   *
   * @param time for which it was asked
   * @param asked what was asked, in words that are the same whenever it is the same thing
   * @throws VigieException {@code REQUEST_INVALID} if a word is no text, or the time before year 0
   *     or after 9999
   */
  public static OperationId of(Instant time, String... asked) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String part : asked) {
        sha256.update(SqlText.checkText(part).getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
      }
      String digest = HexFormat.of().formatHex(sha256.digest()).substring(0, DIGEST_DIGITS);
      return new OperationId(SECOND.format(time.truncatedTo(ChronoUnit.SECONDS)) + "-" + digest);
    } catch (DateTimeException e) {
      throw new VigieException(ErrorCode.REQUEST_INVALID, time + " is no time of an operation", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The first possible id of that second: every id of an earlier time is smaller. */
  public static String firstOf(Instant time) {
    return SECOND.format(time);
  }

  /** The second for which it was asked. */
  public Instant time() {
    return LocalDateTime.parse(value.substring(0, value.indexOf('-')), SECOND)
        .toInstant(ZoneOffset.UTC);
  }

  @Override
  public int compareTo(OperationId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static String abbreviate(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
