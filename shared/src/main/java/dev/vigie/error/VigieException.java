package dev.vigie.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure with a stable code and a hint. The message names the input and the state it was in; it
 * never holds a secret. A failure of the clean-up that followed is suppressed into it.
 */
public final class VigieException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String hint;

  /** A failure whose hint is the code's own. */
  public VigieException(ErrorCode code, String message) {
    this(code, message, code.hint(), null);
  }

  /** A failure with a cause, whose hint is the code's own. */
  public VigieException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, code.hint(), cause);
  }

  /** A failure with a hint more exact than the code's own. */
  public VigieException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.hint = hint;
  }

  /** The stable code. */
  public ErrorCode code() {
    return code;
  }

  /** What a person can do, in one sentence. */
  public String hint() {
    return hint;
  }

  /** The message; never null, unlike its supertype's. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
