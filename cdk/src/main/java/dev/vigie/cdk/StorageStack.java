package dev.vigie.cdk;

import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.CfnBucket;
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
    var bucket = BackupBucket.addTo(this, settings.bucket().value(), settings);
    sendEvents(bucket);
    publishName(deployment, bucket);
    ApplicationSecrets.addTo(this, deployment);
    settings
        .replicaRegion()
        .ifPresent(region -> Replication.addTo(this, bucket, deployment, settings, region));
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

  /** By CloudFormation itself: the CDK's own switch would bring a Lambda function and a role. */
  private static void sendEvents(Bucket bucket) {
    BackupBucket.resource(bucket, CfnBucket.class)
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
    BackupBucket.resource(parameter, CfnResource.class).overrideLogicalId("BucketNameParameter");
    CfnOutput.Builder.create(this, "BucketName")
        .description("The bucket that holds the backups")
        .value(bucket.getBucketName())
        .build();
  }
}
