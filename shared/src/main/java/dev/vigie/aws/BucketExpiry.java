package dev.vigie.aws;

import dev.vigie.config.S3Settings;
import dev.vigie.error.VigieException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * The bucket's rules of expiry as they are now, whoever wrote them.
 *
 * @param daysByTier after which S3 hides an object, by the value of its tag {@code tier}
 * @param hiddenDays after which it deletes what was hidden; empty if it never does
 */
public record BucketExpiry(Map<String, Integer> daysByTier, OptionalInt hiddenDays) {
  private static final String TIER = "tier";

  /** Takes a copy. */
  public BucketExpiry {
    daysByTier = Map.copyOf(daysByTier);
  }

  /**
   * Reads them. Needs {@code s3:GetLifecycleConfiguration}.
   *
   * @throws VigieException {@code STORAGE_DENIED}, {@code STORAGE_UNAVAILABLE} or {@code
   *     BUCKET_UNKNOWN}
   */
  public static BucketExpiry read(S3Settings settings) {
    return read(settings, DefaultCredentialsProvider.builder().build());
  }

  static BucketExpiry read(S3Settings settings, AwsCredentialsProvider credentials) {
    try (S3Client client = S3Clients.of(settings, credentials, S3Limits.STANDARD)) {
      return of(
          client
              .getBucketLifecycleConfiguration(request -> request.bucket(settings.bucket()))
              .rules());
    } catch (S3Exception e) {
      if (e.awsErrorDetails() != null
          && "NoSuchLifecycleConfiguration".equals(e.awsErrorDetails().errorCode())) {
        return of(List.of());
      }
      throw failure(settings, e);
    } catch (SdkException e) {
      throw failure(settings, e);
    }
  }

  private static BucketExpiry of(List<LifecycleRule> rules) {
    Map<String, Integer> days = new HashMap<>();
    OptionalInt hidden = OptionalInt.empty();
    for (LifecycleRule rule : rules) {
      if (rule.status() != ExpirationStatus.ENABLED) {
        continue;
      }
      Tag tag = tag(rule.filter());
      if (tag.key().equals(TIER) && rule.expiration() != null && rule.expiration().days() != null) {
        days.merge(tag.value(), rule.expiration().days(), Math::min);
      }
      if (tag.key().isEmpty() && rule.noncurrentVersionExpiration() != null) {
        hidden = OptionalInt.of(rule.noncurrentVersionExpiration().noncurrentDays());
      }
    }
    return new BucketExpiry(days, hidden);
  }

  /** The tag that the rule looks for, alone or beside a prefix; an empty key where none. */
  private static Tag tag(@Nullable LifecycleRuleFilter filter) {
    Tag none = Tag.builder().key("").value("").build();
    if (filter == null) {
      return none;
    }
    if (filter.tag() != null) {
      return filter.tag();
    }
    return filter.and() == null || filter.and().tags().isEmpty()
        ? none
        : filter.and().tags().getFirst();
  }

  private static VigieException failure(S3Settings settings, SdkException cause) {
    return S3Failures.of(cause, "cannot read the lifecycle rules of s3://" + settings.bucket());
  }
}
