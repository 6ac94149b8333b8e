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
  /** What the C library says of ENOSPC, for want of bytes or inodes; Java has no type for it. */
  private static final String NO_SPACE = "No space left on device";

  /**
   * Half a surrogate pair becomes U+FFFD. A message is cut from a program's words and may have one,
   * and JSON cannot: the failure would not be heard of.
   */
  public Failure {
    byte[] text = message.getBytes(StandardCharsets.UTF_16);
    message = new String(text, StandardCharsets.UTF_16);
  }

  /** The failure that an exception tells; a full disk can show itself in any of them. */
  public static Failure of(Throwable cause) {
    if (cause instanceof VigieException failure && failure.code() != ErrorCode.INTERNAL) {
      return new Failure(failure.code().name(), failure.getMessage(), failure.hint());
    }
    String message =
        cause instanceof VigieException failure ? failure.getMessage() : String.valueOf(cause);
    return of(tellsOfFullDisk(cause) ? ErrorCode.DISK_FULL : ErrorCode.INTERNAL, message);
  }

  /** A failure that no exception told. */
  public static Failure of(ErrorCode code, String message) {
    return new Failure(code.name(), message, code.hint());
  }

  private static boolean tellsOfFullDisk(Throwable failure) {
    Throwable each = failure;
    while (each.getCause() != null && !String.valueOf(each.getMessage()).contains(NO_SPACE)) {
      each = each.getCause();
    }
    return String.valueOf(each.getMessage()).contains(NO_SPACE);
  }
}
