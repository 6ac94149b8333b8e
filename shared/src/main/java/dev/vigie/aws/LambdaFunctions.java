package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.LambdaClientBuilder;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * The functions of one deployment, called by their alias {@code live}. Needs {@code
 * lambda:InvokeFunction}. Thread-safe.
 *
 * @param lambda the client, which stays the caller's to close
 * @param deployment its name, such as {@code quickdata} or {@code quickdata-staging}
 */
public record LambdaFunctions(LambdaClient lambda, String deployment) {
  private static final String ALIAS = "live";

  /** A function runs for a minute at most; its JVM may start before. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /**
   * A builder with what Vigie wants of a client: the small HTTP client, and one attempt. A call
   * whose answer was lost may have begun an operation, and a second one would begin another.
   */
  public static LambdaClientBuilder clientBuilder() {
    return LambdaClient.builder()
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(5))
                .socketTimeout(PATIENCE))
        .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()));
  }

  /**
   * Calls a function and waits for its answer.
   *
   * @param name such as {@code StartBackup}
   * @param event a JSON object
   * @return the answer, JSON
   * @throws VigieException {@code FUNCTION_FAILED} if it failed, {@code CLOUD_DENIED} or {@code
   *     CLOUD_UNAVAILABLE} if it was not called, {@code SETTING_INVALID} if there is none
   */
  public String invoke(String name, String event) {
    String function = "vigie-" + deployment + "-" + name;
    InvokeResponse response;
    try {
      response =
          lambda.invoke(
              request ->
                  request
                      .functionName(function)
                      .qualifier(ALIAS)
                      .payload(SdkBytes.fromUtf8String(event)));
    } catch (ResourceNotFoundException e) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "there is no function " + function + " in this region",
          "Name the deployment by --deployment, and its region by AWS_REGION.",
          e);
    } catch (SdkException e) {
      throw failure(function, e);
    }
    String answer = response.payload().asString(StandardCharsets.UTF_8);
    if (response.functionError() != null) {
      throw new VigieException(ErrorCode.FUNCTION_FAILED, function + " failed: " + answer);
    }
    return answer;
  }

  private static VigieException failure(String function, SdkException cause) {
    boolean denied = cause instanceof AwsServiceException refusal && refusal.statusCode() == 403;
    return new VigieException(
        denied ? ErrorCode.CLOUD_DENIED : ErrorCode.CLOUD_UNAVAILABLE,
        function + " was not called (Invoke): " + cause.getMessage(),
        cause);
  }
}
