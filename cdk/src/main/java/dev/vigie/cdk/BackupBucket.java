package dev.vigie.cdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.amazon.awscdk.services.s3.Transition;
import software.constructs.Construct;

/**
 * A bucket of backups with its key and its policy, all of which stay when their stack goes. The
 * logical ids BackupBucket, BackupBucketPolicy and BackupKey are a contract.
 */
final class BackupBucket {
  /**
   * An SSM command may run 48 hours at most (Systems Manager, "AWS-RunShellScript",
   * executionTimeout), and S3 rounds up to the next midnight: no upload that still lives is
   * aborted.
   */
  private static final int ABORT_UPLOADS_DAYS = 2;

  /** A week to notice and bring back what was overwritten, or expired too early. */
  static final int OLD_VERSIONS_DAYS = 7;

  /** The longest that KMS waits before it deletes a key for good. */
  private static final int KEY_DELETION_DAYS = 30;

  private BackupBucket() {}

  /** Adds the bucket of this name to the stack. */
  static Bucket addTo(Stack stack, String name, StorageSettings settings) {
    var bucket = bucket(stack, name, settings);
    BucketGuards.addTo(bucket, settings.encryption());
    pinLogicalIds(bucket);
    explainToNag(bucket);
    return bucket;
  }

  private static Bucket bucket(Stack stack, String name, StorageSettings settings) {
    var bucket =
        Bucket.Builder.create(stack, "BackupBucket")
            .bucketName(name)
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
            .enforceSsl(true)
            .minimumTlsVersion(1.2)
            .versioned(true)
            // For legal holds. No default retention: how long to keep is the tier's business.
            .objectLockEnabled(true)
            .lifecycleRules(lifecycleRules(settings))
            .removalPolicy(RemovalPolicy.RETAIN);
    return switch (settings.encryption()) {
      case KMS ->
          bucket
              .encryption(BucketEncryption.KMS)
              .encryptionKey(key(stack, settings))
              .bucketKeyEnabled(true)
              .build();
      case S3 -> bucket.encryption(BucketEncryption.S3_MANAGED).build();
    };
  }

  private static Key key(Stack stack, StorageSettings settings) {
    return Key.Builder.create(stack, "BackupKey")
        .description("Vigie: encrypts the backups of " + settings.project())
        .enableKeyRotation(true)
        .pendingWindow(Duration.days(KEY_DELETION_DAYS))
        .removalPolicy(RemovalPolicy.RETAIN)
        .build();
  }

  /**
   * An object expires by its tag {@code tier}; one without such a tag, or with another value, never
   * does. A legal hold keeps S3 from deleting the version, not from putting a delete marker over it
   * (S3 User Guide, "Object Lock considerations").
   */
  private static List<LifecycleRule> lifecycleRules(StorageSettings settings) {
    var rules = new ArrayList<LifecycleRule>();
    settings
        .retention()
        .byTier()
        .forEach(
            (tier, days) ->
                rules.add(
                    LifecycleRule.builder()
                        .id("expire-" + tier)
                        .tagFilters(Map.of("tier", tier))
                        .transitions(transitions(tier, settings.cold()))
                        .expiration(Duration.days(days))
                        .build()));
    rules.add(
        LifecycleRule.builder()
            .id("remove-old-versions")
            .noncurrentVersionExpiration(Duration.days(OLD_VERSIONS_DAYS))
            .expiredObjectDeleteMarker(true)
            .build());
    rules.add(
        LifecycleRule.builder()
            .id("abort-incomplete-uploads")
            .abortIncompleteMultipartUploadAfter(Duration.days(ABORT_UPLOADS_DAYS))
            .build());
    return rules;
  }

  private static List<Transition> transitions(String tier, Optional<ColdStorage> cold) {
    return cold.filter(each -> each.takes(tier)).stream()
        .map(
            each ->
                Transition.builder()
                    .storageClass(each.kind().storageClass())
                    .transitionAfter(Duration.days(each.afterDays()))
                    .build())
        .toList();
  }

  private static void pinLogicalIds(Bucket bucket) {
    resource(bucket, CfnResource.class).overrideLogicalId("BackupBucket");
    resource(Objects.requireNonNull(bucket.getPolicy()), CfnResource.class)
        .overrideLogicalId("BackupBucketPolicy");
    if (bucket.getEncryptionKey() instanceof Key key) {
      resource(key, CfnResource.class).overrideLogicalId("BackupKey");
    }
  }

  private static void explainToNag(Bucket bucket) {
    NagReasons.explain(
        resource(bucket, CfnResource.class),
        Map.of(
            "AwsSolutions-S1",
            "Server access logs are best effort and need a second bucket, which cannot be this one"
                + " since it has Object Lock; who read and wrote is for the account's CloudTrail"
                + " data events to record."));
  }

  /** What a construct is in CloudFormation. */
  static <T extends CfnResource> T resource(Construct construct, Class<T> type) {
    return type.cast(Objects.requireNonNull(construct.getNode().getDefaultChild()));
  }
}
