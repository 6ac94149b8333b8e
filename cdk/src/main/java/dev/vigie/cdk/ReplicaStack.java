package dev.vigie.cdk;

import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.kms.Alias;
import software.amazon.awscdk.services.kms.IKey;
import software.constructs.Construct;

/**
 * The second bucket, in another region, that S3 copies every backup to: of the same rules, and as
 * lasting. The storage stack knows its name, and its key's alias, by computing them.
 */
public final class ReplicaStack extends Stack {
  /**
   * Builds the stack.
   *
   * @param target account and region; an account that is absent is left to the CLI
   */
  ReplicaStack(
      Construct scope,
      String id,
      Deployment deployment,
      StorageSettings settings,
      Environment target) {
    super(scope, id, props(deployment, target));
    var bucket = BackupBucket.addTo(this, settings.bucket().replica(), settings);
    var key = bucket.getEncryptionKey();
    if (key != null) {
      nameKey(deployment, key);
    }
    CfnOutput.Builder.create(this, "BucketName")
        .description("The bucket that holds the copies of the backups")
        .value(bucket.getBucketName())
        .build();
  }

  /** The alias by which the copies' key is known in another region. */
  static String keyAlias(Deployment deployment) {
    return "alias/vigie-" + deployment.name() + "-replica";
  }

  private void nameKey(Deployment deployment, IKey key) {
    var alias =
        Alias.Builder.create(this, "BackupKeyAlias")
            .aliasName(keyAlias(deployment))
            .targetKey(key)
            .build();
    BackupBucket.resource(alias, CfnResource.class).overrideLogicalId("BackupKeyAlias");
  }

  private static StackProps props(Deployment deployment, Environment target) {
    return StackProps.builder()
        .env(target)
        .stackName(deployment.stackName("replica"))
        .description(
            "Vigie: the bucket that holds the copies of the backups of " + deployment.name())
        .terminationProtection(true)
        .tags(deployment.tags())
        .build();
  }
}
