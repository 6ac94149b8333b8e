package dev.vigie.aws;

import dev.vigie.config.S3Settings;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Builds the SDK's client as Vigie wants it. */
final class S3Clients {
  private S3Clients() {}

  static S3Client of(S3Settings settings, AwsCredentialsProvider credentials, S3Limits limits) {
    S3ClientBuilder builder =
        S3Client.builder()
            .credentialsProvider(credentials)
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(limits.connect())
                    .socketTimeout(limits.socket()))
            .overrideConfiguration(
                c ->
                    c.retryStrategy(retries(limits.attempts()))
                        .addExecutionInterceptor(new WriteAttempts.Watch()))
            // Vigie computes each body's SHA-256 itself, once; the SDK shall not add a CRC.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            // Signed chunks would hash each body once more, and few other services take them.
            .serviceConfiguration(c -> c.chunkedEncodingEnabled(false));
    settings.region().map(Region::of).ifPresent(builder::region);
    settings
        .endpoint()
        .ifPresent(
            endpoint -> {
              builder.endpointOverride(endpoint).forcePathStyle(true);
              if (settings.region().isEmpty()) {
                builder.region(Region.of(S3Settings.ENDPOINT_REGION));
              }
            });
    return builder.build();
  }

  private static RetryStrategy retries(int attempts) {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(attempts)
        .retryOnException(S3Clients::isRetried)
        .build();
  }

  // Refusals that a second try can mend, beside those that the SDK knows: a body that arrived
  // damaged, and a conditional write that met another one under way (Amazon S3 API Reference,
  // "PutObject").
  private static boolean isRetried(Throwable failure) {
    return failure instanceof AwsServiceException refusal
        && (S3Failures.isDamagedOnTheWay(refusal) || S3Failures.isConflict(refusal));
  }
}
