package dev.vigie.node;

import dev.vigie.config.DocumentParameters;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.regex.Pattern;

/**
 * All that travels to a node. Both values are checked here against the same patterns that the SSM
 * document declares as {@code allowedPattern}, so that no user's text ever reaches a shell.
 *
 * @param bucket an S3 bucket name, 3 to 63 characters
 * @param operationId an operation's id
 */
public record RunnerTask(String bucket, String operationId) {
  /** S3's naming rules for general purpose buckets, narrowed to their characters and length. */
  public static final Pattern BUCKET = Pattern.compile(DocumentParameters.BUCKET_PATTERN);

  /** The form of an operation's id, which also is a backup's id. */
  public static final Pattern OPERATION_ID =
      Pattern.compile(DocumentParameters.OPERATION_ID_PATTERN);

  /** Refuses what does not fit the patterns, with {@code REQUEST_INVALID}. */
  public RunnerTask {
    check("bucket", bucket, BUCKET);
    check("operation id", operationId, OPERATION_ID);
  }

  private static void check(String what, String value, Pattern pattern) {
    if (!pattern.matcher(value).matches()) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, what + " is not of the form " + pattern.pattern());
    }
  }
}
