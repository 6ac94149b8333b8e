package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.LambdaClientBuilder;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * What a runner that is a Lambda function says of itself and of the PostgreSQL server that it
 * reaches: the same line of JSON as a machine's. The function is called and waited for; needs
 * {@code lambda:InvokeFunction}. Thread-safe.
 *
 * @param lambda the client, which stays the caller's to close
 */
public record FunctionFacts(LambdaClient lambda) {
  /** What a function is given to start and to answer. */
  public static final Duration LIMIT = Duration.ofSeconds(8);

  /** Characters of a failure that are told. */
  private static final int MOST_WORDS = 300;

  private static final String EVENT = "{\"probe\":\"server\"}";

  /**
   * A builder with what these calls want of a client: one attempt, and {@link #LIMIT}, for a round
   * of health is over before a second one would be.
   */
  public static LambdaClientBuilder clientBuilder() {
    return Clients.quick(LambdaClient.builder())
        .overrideConfiguration(
            settings ->
                settings.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(LIMIT));
  }

  /**
   * Asks the function.
   *
   * @param node its node's name, {@code function:NAME}
   * @throws VigieException {@code NODE_UNKNOWN} if there is no such function, {@code
   *     NODE_UNAVAILABLE} if it does not answer or failed
   */
  public String ask(String node) {
    String function = FunctionNodeCommands.functionOf(node);
    InvokeResponse response;
    try {
      response =
          lambda.invoke(
              request ->
                  request
                      .functionName(function)
                      .invocationType(InvocationType.REQUEST_RESPONSE)
                      .payload(SdkBytes.fromUtf8String(EVENT)));
    } catch (ResourceNotFoundException _) {
      throw FunctionNodeCommands.unknown(function);
    } catch (SdkException e) {
      throw FunctionNodeCommands.unavailable(function + " was not asked how its server is", e);
    }
    String answer = response.payload().asString(StandardCharsets.UTF_8);
    if (response.functionError() != null) {
      throw new VigieException(
          ErrorCode.NODE_UNAVAILABLE,
          "%s failed when it was asked how its server is: %s"
              .formatted(function, answer.substring(0, Math.min(MOST_WORDS, answer.length()))));
    }
    return answer;
  }
}
