package dev.vigie.engine;

import dev.vigie.aws.PostureEndpoint;
import dev.vigie.aws.S3ObjectStore;
import dev.vigie.aws.S3Posture;
import dev.vigie.config.S3Settings;
import dev.vigie.storage.ObjectStore;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/**
 * A bucket of an emulator, made as StorageStack deploys it, and what a person may do to it by hand.
 */
final class EmulatedBucket implements AutoCloseable {
  private final S3Settings settings;
  private final S3Client s3;
  private final ObjectStore store;

  /** Makes one that nobody else uses, with the credentials and region of AWS's default chain. */
  EmulatedBucket(URI endpoint) {
    settings =
        new S3Settings(
            "vigie-health-" + UUID.randomUUID(), Optional.empty(), Optional.of(endpoint));
    s3 = S3Client.builder().endpointOverride(endpoint).forcePathStyle(true).build();
    s3.createBucket(r -> r.bucket(settings.bucket()).objectLockEnabledForBucket(true));
    ServerSideEncryptionRule encryption =
        ServerSideEncryptionRule.builder()
            .applyServerSideEncryptionByDefault(e -> e.sseAlgorithm(ServerSideEncryption.AWS_KMS))
            .build();
    s3.putBucketEncryption(
        r ->
            r.bucket(settings.bucket())
                .serverSideEncryptionConfiguration(c -> c.rules(encryption)));
    block();
    putLifecycle();
    store = S3ObjectStore.open(settings);
  }

  ObjectStore store() {
    return store;
  }

  /** Who reads its posture. */
  S3Posture posture() {
    return new S3Posture(settings, DefaultCredentialsProvider.builder().build());
  }

  /** Keeps the public out. */
  void block() {
    s3.putPublicAccessBlock(
        r ->
            r.bucket(settings.bucket())
                .publicAccessBlockConfiguration(
                    c ->
                        c.blockPublicAcls(true)
                            .ignorePublicAcls(true)
                            .blockPublicPolicy(true)
                            .restrictPublicBuckets(true)));
  }

  void unblock() {
    s3.deletePublicAccessBlock(r -> r.bucket(settings.bucket()));
  }

  /** Puts the rules of expiry. */
  void putLifecycle() {
    List<LifecycleRule> rules = new ArrayList<>();
    PostureEndpoint.DAYS.forEach(
        (tier, days) ->
            rules.add(
                rule("expire-" + tier)
                    .filter(f -> f.tag(tag -> tag.key("tier").value(tier)))
                    .expiration(e -> e.days(days))
                    .build()));
    rules.add(
        rule("remove-old-versions")
            .filter(LifecycleRuleFilter.builder().prefix("").build())
            .noncurrentVersionExpiration(e -> e.noncurrentDays(PostureEndpoint.HIDDEN_DAYS))
            .build());
    s3.putBucketLifecycleConfiguration(
        r -> r.bucket(settings.bucket()).lifecycleConfiguration(c -> c.rules(rules)));
  }

  void removeLifecycle() {
    s3.deleteBucketLifecycle(r -> r.bucket(settings.bucket()));
  }

  /** Deletes an object as the console does: a marker hides it. */
  void delete(String key) {
    s3.deleteObject(r -> r.bucket(settings.bucket()).key(key));
  }

  /** Takes the marker away, so that the object is there again. */
  void undelete(String key) {
    String marker =
        s3.listObjectVersions(r -> r.bucket(settings.bucket()).prefix(key))
            .deleteMarkers()
            .getFirst()
            .versionId();
    s3.deleteObject(r -> r.bucket(settings.bucket()).key(key).versionId(marker));
  }

  private static LifecycleRule.Builder rule(String id) {
    return LifecycleRule.builder().id(id).status(ExpirationStatus.ENABLED);
  }

  @Override
  public void close() {
    store.close();
    s3.close();
  }
}
