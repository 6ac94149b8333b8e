package dev.vigie.functions;

import dev.vigie.error.VigieException;

/**
 * What a function throws, so that Lambda counts an error and tries an asynchronous event again. The
 * message is all that Lambda hands on, so it carries the code and the hint too.
 */
public final class FunctionFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure told as {@code CODE: message (hint)}. */
  public FunctionFailure(VigieException cause) {
    super(cause.code() + ": " + cause.getMessage() + " (" + cause.hint() + ")", cause);
  }
}
