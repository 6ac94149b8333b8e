package dev.vigie.cdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.CfnBucket;

/**
 * What lets S3 copy every new object, with its tags and legal hold, to the bucket in the other
 * region. Deletions are not copied, and the role may not delete there: what goes wrong here does
 * not go wrong there. The form is that of the S3 User Guide, "Setting up permissions for live
 * replication" and "Replicating encrypted objects".
 */
final class Replication {
  private final Stack stack;
  private final Bucket bucket;
  private final Deployment deployment;
  private final StorageSettings settings;
  private final String region;

  private Replication(
      Stack stack, Bucket bucket, Deployment deployment, StorageSettings settings, String region) {
    this.stack = stack;
    this.bucket = bucket;
    this.deployment = deployment;
    this.settings = settings;
    this.region = region;
  }

  /** Adds the role and the rule. */
  static void addTo(
      Stack stack, Bucket bucket, Deployment deployment, StorageSettings settings, String region) {
    var replication = new Replication(stack, bucket, deployment, settings, region);
    BackupBucket.resource(bucket, CfnBucket.class)
        .setReplicationConfiguration(
            CfnBucket.ReplicationConfigurationProperty.builder()
                .role(replication.role())
                .rules(List.of(replication.rule()))
                .build());
  }

  private CfnBucket.ReplicationRuleProperty rule() {
    var key = Optional.ofNullable(bucket.getEncryptionKey());
    var rule =
        CfnBucket.ReplicationRuleProperty.builder()
            .id("copy-everything")
            .priority(1)
            .status("Enabled")
            .filter(CfnBucket.ReplicationRuleFilterProperty.builder().prefix("").build())
            .deleteMarkerReplication(
                CfnBucket.DeleteMarkerReplicationProperty.builder().status("Disabled").build())
            .destination(destination(key));
    if (key.isPresent()) {
      rule.sourceSelectionCriteria(
          CfnBucket.SourceSelectionCriteriaProperty.builder()
              .sseKmsEncryptedObjects(
                  CfnBucket.SseKmsEncryptedObjectsProperty.builder().status("Enabled").build())
              .build());
    }
    return rule.build();
  }

  private CfnBucket.ReplicationDestinationProperty destination(Optional<IKey> key) {
    var destination = CfnBucket.ReplicationDestinationProperty.builder().bucket(copies());
    if (key.isPresent()) {
      destination.encryptionConfiguration(
          CfnBucket.EncryptionConfigurationProperty.builder()
              .replicaKmsKeyId(keys(ReplicaStack.keyAlias(deployment)))
              .build());
    }
    return destination.build();
  }

  /** The bucket's name is computed: by reference, role and bucket would wait for each other. */
  private String role() {
    var source = s3(settings.bucket().value());
    var statements = new ArrayList<PolicyStatement>();
    var reasons = new ArrayList<WildcardReason>();
    statements.add(
        allow(
            "ReadRule",
            List.of("s3:GetReplicationConfiguration", "s3:ListBucket"),
            source,
            Map.of()));
    statements.add(
        allow(
            WildcardReason.READ_ORIGINALS.sid(),
            List.of(
                "s3:GetObjectLegalHold",
                "s3:GetObjectRetention",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionTagging"),
            source + "/*",
            Map.of()));
    statements.add(
        allow(
            WildcardReason.WRITE_COPIES.sid(),
            List.of("s3:ReplicateObject", "s3:ReplicateTags"),
            copies() + "/*",
            Map.of()));
    reasons.add(WildcardReason.READ_ORIGINALS);
    reasons.add(WildcardReason.WRITE_COPIES);
    var key = bucket.getEncryptionKey();
    if (key != null) {
      statements.add(
          allow("ReadKey", List.of("kms:Decrypt"), key.getKeyArn(), through(Aws.REGION, source)));
      statements.add(
          allow(
              WildcardReason.COPY_KEY.sid(),
              List.of("kms:Encrypt", "kms:GenerateDataKey"),
              keys("key/*"),
              through(region, copies())));
      reasons.add(WildcardReason.COPY_KEY);
    }
    return NodePermissions.role(stack, "ReplicationRole", "s3.amazonaws.com", statements, reasons)
        .getAttrArn();
  }

  /** Only by S3 and for this bucket, whose name is the context where it has a bucket key. */
  private static Map<String, Object> through(String region, String bucket) {
    var conditions = new TreeMap<String, Object>();
    conditions.put("kms:EncryptionContext:aws:s3:arn", bucket);
    conditions.put("kms:ViaService", "s3." + region + ".amazonaws.com");
    return Map.of("StringEquals", conditions);
  }

  private static PolicyStatement allow(
      String sid, List<String> actions, String resource, Map<String, Object> conditions) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .actions(actions)
        .resources(List.of(resource))
        .conditions(conditions)
        .build();
  }

  private String copies() {
    return s3(settings.bucket().replica());
  }

  private String keys(String resource) {
    return "arn:%s:kms:%s:%s:%s".formatted(Aws.PARTITION, region, Aws.ACCOUNT_ID, resource);
  }

  private static String s3(String bucket) {
    return "arn:%s:s3:::%s".formatted(Aws.PARTITION, bucket);
  }
}
