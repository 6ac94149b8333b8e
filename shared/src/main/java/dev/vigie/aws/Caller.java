package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;

/** Who this process is to AWS. It takes no permission (STS API Reference, "GetCallerIdentity"). */
public final class Caller {
  private Caller() {}

  /**
   * The ARN of the user or the assumed role.
   *
   * @throws VigieException {@code CLOUD_DENIED} if AWS does not know the credentials, or there are
   *     none; {@code CLOUD_UNAVAILABLE} if it does not answer
   */
  public static String arn() {
    try (StsClient sts = Clients.quick(StsClient.builder()).build()) {
      return sts.getCallerIdentity().arn();
    } catch (SdkException e) {
      boolean unreached = e.retryable();
      throw new VigieException(
          unreached ? ErrorCode.CLOUD_UNAVAILABLE : ErrorCode.CLOUD_DENIED,
          "AWS does not say who asks (GetCallerIdentity): " + e.getMessage(),
          e);
    }
  }
}
