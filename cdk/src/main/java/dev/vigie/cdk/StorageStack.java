package dev.vigie.cdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/**
 * The bucket that is all of Vigie's memory. It outlives every other stack: bucket and key stay when
 * the stack goes, the stack is protected from going, and no other stack imports from it; they find
 * the bucket's name in the parameter {@link #bucketNameParameter}.
 *
 * <p>Construct and logical ids are a contract: to change one is to replace the resource.
 */
public final class StorageStack extends Stack {
  /**
   * An SSM command may run 48 hours at most (Systems Manager, "AWS-RunShellScript",
   * executionTimeout), and S3 rounds up to the next midnight: no upload that still lives is
   * aborted.
   */
  private static final int ABORT_UPLOADS_DAYS = 2;

  /** A week to notice and bring back what was overwritten, or expired too early. */
  private static final int OLD_VERSIONS_DAYS = 7;

  /** The longest that KMS waits before it deletes a key for good. */
  private static final int KEY_DELETION_DAYS = 30;

  /**
   * Builds the stack.
   *
   * @param target account and region; a part that is absent is left to the CLI
   */
  StorageStack(
      Construct scope,
      String id,
      Deployment deployment,
      StorageSettings settings,
      Environment target) {
    super(scope, id, props(deployment, target));
    var bucket = bucket(settings);
    BucketGuards.addTo(bucket, settings.encryption());
    sendEvents(bucket);
    publishName(deployment, bucket);
    ApplicationSecrets.addTo(this, deployment);
    pinLogicalIds(bucket);
    explainToNag(bucket);
  }

  /** The name of the SSM parameter that holds the bucket's name. */
  public static String bucketNameParameter(Deployment deployment) {
    return deployment.parameter("storage/bucket-name");
  }

  private static StackProps props(Deployment deployment, Environment target) {
    return StackProps.builder()
        .env(target)
        .stackName(deployment.stackName("storage"))
        .description("Vigie: the bucket that holds the backups of " + deployment.name())
        .terminationProtection(true)
        .tags(deployment.tags())
        .build();
  }

  private Bucket bucket(StorageSettings settings) {
    var bucket =
        Bucket.Builder.create(this, "BackupBucket")
            .bucketName(settings.bucket().value())
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
            .enforceSsl(true)
            .minimumTlsVersion(1.2)
            .versioned(true)
            // For legal holds. No default retention: how long to keep is the tier's business.
            .objectLockEnabled(true)
            .lifecycleRules(lifecycleRules(settings.retention()))
            .removalPolicy(RemovalPolicy.RETAIN);
    return switch (settings.encryption()) {
      case KMS ->
          bucket
              .encryption(BucketEncryption.KMS)
              .encryptionKey(key(settings))
              .bucketKeyEnabled(true)
              .build();
      case S3 -> bucket.encryption(BucketEncryption.S3_MANAGED).build();
    };
  }

  private Key key(StorageSettings settings) {
    return Key.Builder.create(this, "BackupKey")
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
  private static List<LifecycleRule> lifecycleRules(RetentionDays retention) {
    var rules = new ArrayList<LifecycleRule>();
    retention
        .byTier()
        .forEach(
            (tier, days) ->
                rules.add(
                    LifecycleRule.builder()
                        .id("expire-" + tier)
                        .tagFilters(Map.of("tier", tier))
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

  /** By CloudFormation itself: the CDK's own switch would bring a Lambda function and a role. */
  private static void sendEvents(Bucket bucket) {
    resource(bucket, CfnBucket.class)
        .setNotificationConfiguration(
            CfnBucket.NotificationConfigurationProperty.builder()
                .eventBridgeConfiguration(
                    CfnBucket.EventBridgeConfigurationProperty.builder()
                        .eventBridgeEnabled(true)
                        .build())
                .build());
  }

  private void publishName(Deployment deployment, Bucket bucket) {
    var parameter =
        StringParameter.Builder.create(this, "BucketNameParameter")
            .parameterName(bucketNameParameter(deployment))
            .description("Vigie: the bucket that holds the backups of " + deployment.name())
            .stringValue(bucket.getBucketName())
            .build();
    resource(parameter, CfnResource.class).overrideLogicalId("BucketNameParameter");
    CfnOutput.Builder.create(this, "BucketName")
        .description("The bucket that holds the backups")
        .value(bucket.getBucketName())
        .build();
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

  private static <T extends CfnResource> T resource(Construct construct, Class<T> type) {
    return type.cast(Objects.requireNonNull(construct.getNode().getDefaultChild()));
  }
}
