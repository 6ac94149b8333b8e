package dev.vigie.operation;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.charset.StandardCharsets;

/**
 * A failure as it stands in results, outcomes and answers.
 *
 * @param code stable name, one of {@link ErrorCode}'s
 * @param message what happened; never a secret
 * @param hint what a person can do
 */
public record Failure(String code, String message, String hint) {
  /**
   * Half a surrogate pair becomes U+FFFD. A message is cut from a program's words and may have one,
   * and JSON cannot: the failure would not be heard of.
   */
  public Failure {
    byte[] text = message.getBytes(StandardCharsets.UTF_16);
    message = new String(text, StandardCharsets.UTF_16);
  }

  /** The failure that an exception tells. */
  public static Failure of(Throwable cause) {
    if (cause instanceof VigieException failure) {
      return new Failure(failure.code().name(), failure.getMessage(), failure.hint());
    }
    return new Failure(ErrorCode.INTERNAL.name(), String.valueOf(cause), ErrorCode.INTERNAL.hint());
  }

  /** A failure that no exception told. */
  public static Failure of(ErrorCode code, String message) {
    return new Failure(code.name(), message, code.hint());
  }
}
