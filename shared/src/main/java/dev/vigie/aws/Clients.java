package dev.vigie.aws;

import java.time.Duration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** What Vigie wants of the SDK's clients, S3's apart, whose objects take longer. */
final class Clients {
  private Clients() {}

  /**
   * The builder with the small HTTP client, three attempts with the SDK's standard back-off, and
   * bounds that let three attempts end within a function's minute.
   */
  static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B quick(B builder) {
    return builder
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(5))
                .socketTimeout(Duration.ofSeconds(15)))
        .overrideConfiguration(settings -> settings.retryStrategy(RetryMode.STANDARD));
  }
}
