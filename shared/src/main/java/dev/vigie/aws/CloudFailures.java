package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the failure of a call to AWS is to Vigie. */
final class CloudFailures {
  private CloudFailures() {}

  /** {@code CLOUD_DENIED} if the role may not do that, else {@code CLOUD_UNAVAILABLE}. */
  static VigieException of(String message, SdkException cause) {
    boolean denied = cause instanceof AwsServiceException answer && isDenied(answer);
    return new VigieException(
        denied ? ErrorCode.CLOUD_DENIED : ErrorCode.CLOUD_UNAVAILABLE, message, cause);
  }

  /** By the code: where the protocol is JSON, the HTTP status of a denial is 400. */
  static boolean isDenied(AwsServiceException answer) {
    return answer.awsErrorDetails() != null
        && String.valueOf(answer.awsErrorDetails().errorCode()).startsWith("AccessDenied");
  }
}
