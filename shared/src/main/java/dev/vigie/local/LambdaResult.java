package dev.vigie.local;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;

/** How an invocation ended: with the handler's answer, or with an error that it threw. */
public sealed interface LambdaResult {

  /**
   * The handler answered.
   *
   * @param json its answer
   */
  record Answered(String json) implements LambdaResult {}

  /**
   * The handler threw. Lambda counts this as an error, and tries an asynchronous event again.
   *
   * @param errorType the error's type, such as a class's name
   * @param json the error as the runtime reported it: {@code errorMessage}, {@code errorType},
   *     {@code stackTrace}
   */
  record Failed(String errorType, String json) implements LambdaResult {}

  /**
   * The handler's answer.
   *
   * @throws VigieException {@code FUNCTION_FAILED} with the error's JSON if the handler threw
   */
  default String answer() {
    return switch (this) {
      case Answered answered -> answered.json();
      case Failed failed ->
          throw new VigieException(
              ErrorCode.FUNCTION_FAILED, "the function threw an error: " + failed.json());
    };
  }
}
