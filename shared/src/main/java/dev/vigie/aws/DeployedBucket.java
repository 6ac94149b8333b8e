package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;

/** The bucket of a deployment, by the parameter that its storage stack publishes. */
public final class DeployedBucket {
  private DeployedBucket() {}

  /**
   * The bucket's name. Needs {@code ssm:GetParameter}.
   *
   * @param deployment such as {@code quickdata} or {@code quickdata-staging}
   * @throws VigieException {@code SETTING_INVALID} if there is no such deployment in this region,
   *     {@code CLOUD_DENIED} or {@code CLOUD_UNAVAILABLE} if that is not to be had
   */
  public static String nameOf(String deployment) {
    String parameter = "/vigie/" + deployment + "/storage/bucket-name";
    try (SsmClient ssm = SsmNodeCommands.clientBuilder().build()) {
      return ssm.getParameter(request -> request.name(parameter)).parameter().value();
    } catch (ParameterNotFoundException e) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "there is no parameter " + parameter + " in this region",
          "Name the deployment by --deployment, and its region by AWS_REGION.",
          e);
    } catch (SdkException e) {
      boolean denied = e instanceof AwsServiceException refusal && refusal.statusCode() / 100 == 4;
      throw new VigieException(
          denied ? ErrorCode.CLOUD_DENIED : ErrorCode.CLOUD_UNAVAILABLE,
          "the parameter " + parameter + " was not read (GetParameter): " + e.getMessage(),
          e);
    }
  }
}
