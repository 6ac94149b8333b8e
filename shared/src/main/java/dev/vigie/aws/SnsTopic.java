package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.SnsClientBuilder;

/**
 * A topic of SNS. Needs {@code sns:Publish} on it, and the use of its key. Thread-safe.
 *
 * @param sns the client, which stays the caller's to close
 * @param arn the topic's
 */
public record SnsTopic(SnsClient sns, String arn) {

  /** A builder with what Vigie wants of a client: the small HTTP client, and three attempts. */
  public static SnsClientBuilder clientBuilder() {
    return SnsClient.builder()
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(3))
                .socketTimeout(Duration.ofSeconds(6)))
        .overrideConfiguration(settings -> settings.retryStrategy(RetryMode.STANDARD));
  }

  /**
   * Publishes by a client that is made for it: for who does so rarely.
   *
   * @throws VigieException as {@link #publish}
   */
  public static void publishOnce(String arn, String subject, String text) {
    try (SnsClient client = clientBuilder().build()) {
      new SnsTopic(client, arn).publish(subject, text);
    }
  }

  /**
   * Publishes a message to all who subscribed.
   *
   * @param subject 1 to 99 characters of ASCII without a line break (SNS API Reference, "Publish")
   * @param text below 256 KB
   * @throws VigieException {@code CHANNEL_REFUSED} or {@code CHANNEL_UNAVAILABLE}
   */
  public void publish(String subject, String text) {
    try {
      sns.publish(request -> request.topicArn(arn).subject(subject).message(text));
    } catch (SdkException e) {
      boolean refused =
          e instanceof AwsServiceException answer
              && answer.statusCode() >= 400
              && answer.statusCode() < 500
              && !answer.isThrottlingException();
      throw new VigieException(
          refused ? ErrorCode.CHANNEL_REFUSED : ErrorCode.CHANNEL_UNAVAILABLE,
          "the topic " + arn + " did not take a message (Publish): " + e.getMessage(),
          "Look at the topic, and at what the function's role may do with it and its key.",
          e);
    }
  }
}
