package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Turns the SDK's exceptions into Vigie's. The codes are those of the Amazon S3 API Reference,
 * "Error responses".
 */
final class S3Failures {
  private static final Set<String> DENIED =
      Set.of("ExpiredToken", "InvalidToken", "InvalidAccessKeyId", "SignatureDoesNotMatch");
  private static final Set<String> NO_BUCKET =
      Set.of("NoSuchBucket", "InvalidBucketName", "PermanentRedirect", "IllegalLocationConstraint");
  private static final Set<String> DAMAGED_ON_THE_WAY =
      Set.of("BadDigest", "XAmzContentSHA256Mismatch", "IncompleteBody", "RequestTimeout");

  private S3Failures() {}

  /**
   * Whether S3 refused a body because it arrived otherwise than it was sent. Services name that
   * differently; but the checksum that Vigie sends is well-formed, so a complaint about its value
   * can only mean the body.
   */
  static boolean isDamagedOnTheWay(AwsServiceException refusal) {
    return DAMAGED_ON_THE_WAY.contains(nameOf(refusal))
        || (refusal.statusCode() == 400 && wordsOf(refusal).contains("x-amz-checksum-sha256"));
  }

  /**
   * @param failed what could not be done to what, for example {@code cannot read s3://b/k}
   */
  static VigieException of(RuntimeException failure, String failed) {
    return switch (failure) {
      case AwsServiceException refusal ->
          new VigieException(codeOf(refusal), failed + ": " + wordsOf(refusal), refusal);
      case AbortedException aborted ->
          new VigieException(ErrorCode.INTERRUPTED, failed + ": interrupted", aborted);
      case SdkException other when isWithoutCredentials(other) ->
          new VigieException(
              ErrorCode.STORAGE_DENIED,
              failed + ": no AWS credentials were found",
              "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
              other);
      default ->
          new VigieException(
              ErrorCode.STORAGE_UNAVAILABLE, failed + ": " + rootWordsOf(failure), failure);
    };
  }

  /** Whether S3 refused a write because its condition is not met. */
  static boolean isExisting(RuntimeException failure) {
    return failure instanceof AwsServiceException refusal
        && (refusal.statusCode() == 412 || isConflict(refusal));
  }

  /** Whether a conditional write met another write of the same key that is still under way. */
  static boolean isConflict(AwsServiceException refusal) {
    return nameOf(refusal).equals("ConditionalRequestConflict");
  }

  static boolean isNoUpload(RuntimeException failure) {
    return failure instanceof AwsServiceException refusal && "NoSuchUpload".equals(nameOf(refusal));
  }

  private static ErrorCode codeOf(AwsServiceException refusal) {
    String name = nameOf(refusal);
    int status = refusal.statusCode();
    if (isExisting(refusal)) {
      return ErrorCode.OBJECT_EXISTS;
    } else if (NO_BUCKET.contains(name) || status == 301) {
      return ErrorCode.BUCKET_UNKNOWN;
    } else if (DENIED.contains(name) || status == 401 || status == 403) {
      return ErrorCode.STORAGE_DENIED;
    } else if (name.equals("NoSuchUpload")) {
      return ErrorCode.STORAGE_UNAVAILABLE;
    } else if (status == 404) {
      return ErrorCode.OBJECT_UNKNOWN;
    } else if (status == 416) {
      return ErrorCode.REQUEST_INVALID;
    }
    // An error of S3's has a name; what has none comes from something between.
    boolean passing = status < 400 || status == 429 || status >= 500 || name.isEmpty();
    return passing || isDamagedOnTheWay(refusal)
        ? ErrorCode.STORAGE_UNAVAILABLE
        : ErrorCode.INTERNAL;
  }

  private static String nameOf(AwsServiceException refusal) {
    String name = refusal.awsErrorDetails() == null ? null : refusal.awsErrorDetails().errorCode();
    return Objects.requireNonNullElse(name, "");
  }

  /** S3's own name and words, without the SDK's request ids around them. */
  private static String wordsOf(AwsServiceException refusal) {
    String words =
        refusal.awsErrorDetails() == null ? null : refusal.awsErrorDetails().errorMessage();
    Integer attempts = refusal.numAttempts();
    return "S3 answered "
        + (refusal.statusCode() + " " + nameOf(refusal)).strip()
        + (words == null ? "" : " (" + words + ")")
        + (attempts == null || attempts < 2 ? "" : " at the last of " + attempts + " tries");
  }

  private static String rootWordsOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  private static boolean isWithoutCredentials(SdkException failure) {
    return String.valueOf(failure.getMessage()).contains("Unable to load credentials");
  }
}
