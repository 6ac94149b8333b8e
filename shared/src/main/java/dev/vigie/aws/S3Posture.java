package dev.vigie.aws;

import dev.vigie.config.S3Settings;
import dev.vigie.error.VigieException;
import dev.vigie.storage.BucketPosture;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * How a bucket is set up now, whoever set it up. What was never set S3 answers with an error of its
 * own, which here is an answer as any other. Thread-safe.
 *
 * @param settings the bucket
 * @param credentials of whoever asks
 */
public record S3Posture(S3Settings settings, AwsCredentialsProvider credentials) {
  /** As the environment's own credentials see it. */
  public S3Posture(S3Settings settings) {
    this(settings, DefaultCredentialsProvider.builder().build());
  }

  /**
   * Needs {@code s3:GetBucketPublicAccessBlock}.
   *
   * @throws VigieException {@code STORAGE_DENIED}, {@code STORAGE_UNAVAILABLE} or {@code
   *     BUCKET_UNKNOWN}
   */
  public BucketPosture.Access access() {
    return ask("the public access block", "NoSuchPublicAccessBlockConfiguration", this::access)
        .orElse(new BucketPosture.Access(false, false));
  }

  /**
   * Needs {@code s3:GetBucketVersioning} and {@code s3:GetBucketObjectLockConfiguration}.
   *
   * @throws VigieException as {@link #access()}
   */
  public BucketPosture.Versions versions() {
    boolean versioned =
        ask(
                "the versioning",
                "",
                s3 -> s3.getBucketVersioning(r -> r.bucket(settings.bucket())).status())
            .filter(BucketVersioningStatus.ENABLED::equals)
            .isPresent();
    boolean locked =
        ask("the Object Lock", "ObjectLockConfigurationNotFoundError", this::isLocked)
            .orElse(false);
    return new BucketPosture.Versions(versioned, locked);
  }

  /**
   * Needs {@code s3:GetLifecycleConfiguration}.
   *
   * @throws VigieException as {@link #access()}
   */
  public BucketPosture.Expiry expiry() {
    BucketExpiry found = BucketExpiry.read(settings, credentials);
    return new BucketPosture.Expiry(found.daysByTier(), found.hiddenDays());
  }

  /**
   * Needs {@code s3:GetEncryptionConfiguration}.
   *
   * @throws VigieException as {@link #access()}
   */
  public BucketPosture.Encryption encryption() {
    return ask("the encryption", "ServerSideEncryptionConfigurationNotFoundError", this::algorithm)
        .map(BucketPosture.Encryption::new)
        .orElse(new BucketPosture.Encryption(""));
  }

  private BucketPosture.Access access(S3Client s3) {
    PublicAccessBlockConfiguration block =
        s3.getPublicAccessBlock(r -> r.bucket(settings.bucket())).publicAccessBlockConfiguration();
    return new BucketPosture.Access(
        isSet(block.blockPublicAcls()) && isSet(block.ignorePublicAcls()),
        isSet(block.blockPublicPolicy()) && isSet(block.restrictPublicBuckets()));
  }

  private boolean isLocked(S3Client s3) {
    return s3.getObjectLockConfiguration(r -> r.bucket(settings.bucket()))
            .objectLockConfiguration()
            .objectLockEnabled()
        == ObjectLockEnabled.ENABLED;
  }

  private String algorithm(S3Client s3) {
    return s3
        .getBucketEncryption(r -> r.bucket(settings.bucket()))
        .serverSideEncryptionConfiguration()
        .rules()
        .stream()
        .map(rule -> rule.applyServerSideEncryptionByDefault())
        .filter(rule -> rule != null)
        .map(rule -> rule.sseAlgorithmAsString())
        .findFirst()
        .orElse("");
  }

  /** The SDK gives null for a field that the answer lacks. */
  private static boolean isSet(@Nullable Boolean flag) {
    return Boolean.TRUE.equals(flag);
  }

  private <T> Optional<T> ask(String what, String unset, Function<S3Client, T> question) {
    try (S3Client client = S3Clients.of(settings, credentials, S3Limits.STANDARD)) {
      return Optional.ofNullable(question.apply(client));
    } catch (S3Exception e) {
      if (e.awsErrorDetails() != null && unset.equals(e.awsErrorDetails().errorCode())) {
        return Optional.empty();
      }
      throw failure(what, e);
    } catch (SdkException e) {
      throw failure(what, e);
    }
  }

  private VigieException failure(String what, SdkException cause) {
    return S3Failures.of(cause, "cannot read " + what + " of s3://" + settings.bucket());
  }
}
