package dev.vigie.cdk;

import dev.vigie.config.BucketKeys;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * What runners may do in the bucket. None deletes.
 *
 * @param storage names the bucket, and says who holds its key
 * @param cluster whose backups they are
 */
record BucketPermissions(StorageSettings storage, String cluster) {
  /** What a runner is there for. */
  enum Use {
    /** It backs up, and restores. */
    MAKES_BACKUPS,
    /** It restores into servers that are thrown away. */
    PROVES_BACKUPS
  }

  /** Adds what this use needs, and why where a resource is a pattern. */
  void addTo(List<PolicyStatement> statements, List<WildcardReason> reasons, Use use) {
    switch (use) {
      case MAKES_BACKUPS -> addBackups(statements, reasons);
      case PROVES_BACKUPS -> addDrills(statements, reasons);
    }
    addAll(statements, reasons);
  }

  private void addBackups(List<PolicyStatement> statements, List<WildcardReason> reasons) {
    statements.add(
        NodePermissions.allow(
                WildcardReason.BACKUPS.sid(),
                List.of(
                    "s3:AbortMultipartUpload",
                    "s3:GetObject",
                    "s3:GetObjectTagging",
                    "s3:PutObject",
                    "s3:PutObjectTagging"),
                List.of(ofCluster("backups")))
            .build());
    reasons.add(WildcardReason.BACKUPS);
  }

  /** What CheckHealth found, which a machine writes down for Prometheus. */
  void addHealth(List<PolicyStatement> statements) {
    var bucket = NodePermissions.arn("s3", "", "", storage.bucket().value());
    statements.add(
        NodePermissions.allow(
                "SeeHealth",
                List.of("s3:GetObject"),
                List.of(
                    bucket + "/" + BucketKeys.BACKUP_CONTENTS, bucket + "/" + BucketKeys.HEALTH))
            .build());
  }

  /** Who proves a backup must not be able to change it. A write without an answer is looked at. */
  private void addDrills(List<PolicyStatement> statements, List<WildcardReason> reasons) {
    statements.add(
        NodePermissions.allow(
                WildcardReason.BACKUPS.sid(),
                List.of("s3:GetObject"),
                List.of(ofCluster("backups")))
            .build());
    statements.add(
        NodePermissions.allow(
                WildcardReason.DRILLS.sid(),
                List.of("s3:GetObject", "s3:PutObject"),
                List.of(ofCluster("drills")))
            .build());
    reasons.add(WildcardReason.BACKUPS);
    reasons.add(WildcardReason.DRILLS);
  }

  /**
   * What copying into the second bucket takes. An upload in parts needs to decrypt, too.
   *
   * @param copies names the bucket, and its key
   */
  void addCopies(
      List<PolicyStatement> statements, List<WildcardReason> reasons, CopySettings copies) {
    var second = NodePermissions.arn("s3", "", "", copies.bucket());
    statements.add(
        NodePermissions.allow(
                WildcardReason.COPIES.sid(),
                List.of(
                    "s3:AbortMultipartUpload",
                    "s3:GetObject",
                    "s3:PutObject",
                    "s3:PutObjectTagging"),
                List.of("%s/backups/%s/*".formatted(second, cluster)))
            .build());
    statements.add(
        NodePermissions.allow(
                "ListCopies",
                List.of("s3:ListBucket", "s3:ListBucketMultipartUploads"),
                List.of(second))
            .build());
    reasons.add(WildcardReason.COPIES);
    copies
        .key()
        .ifPresent(
            key ->
                statements.add(
                    NodePermissions.allow(
                            "CopiesKey",
                            List.of("kms:Decrypt", "kms:GenerateDataKey"),
                            List.of(key))
                        .build()));
  }

  private String ofCluster(String folder) {
    var bucket = NodePermissions.arn("s3", "", "", storage.bucket().value());
    return "%s/%s/%s/*".formatted(bucket, folder, cluster);
  }

  private void addAll(List<PolicyStatement> statements, List<WildcardReason> reasons) {
    var bucket = NodePermissions.arn("s3", "", "", storage.bucket().value());
    statements.add(
        NodePermissions.allow(
                WildcardReason.OPERATIONS.sid(),
                List.of("s3:GetObject", "s3:PutObject"),
                List.of(bucket + "/operations/*"))
            .build());
    // Without it S3 answers 403 instead of 404 for an object that is not there (S3 API Reference,
    // "HeadObject"). A condition on the prefix would bring the 403 back: HeadObject has none.
    statements.add(
        NodePermissions.allow(
                "ListBucket",
                List.of("s3:ListBucket", "s3:ListBucketMultipartUploads"),
                List.of(bucket))
            .build());
    reasons.add(WildcardReason.OPERATIONS);
    if (storage.encryption() == StorageEncryption.KMS) {
      statements.add(useKeyOf(bucket));
      reasons.add(WildcardReason.BACKUP_KEY);
    }
  }

  /**
   * With a bucket key the encryption context is the bucket's name in full, not the object's (S3
   * User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys"). An upload in parts
   * needs to decrypt, too.
   */
  private PolicyStatement useKeyOf(String bucket) {
    var conditions = new TreeMap<String, Object>();
    conditions.put("kms:EncryptionContext:aws:s3:arn", bucket);
    conditions.put("kms:ViaService", "s3." + Aws.REGION + ".amazonaws.com");
    return NodePermissions.allow(
            WildcardReason.BACKUP_KEY.sid(),
            List.of("kms:Decrypt", "kms:GenerateDataKey"),
            List.of(NodePermissions.arn("kms", Aws.REGION, Aws.ACCOUNT_ID, "key/*")))
        .conditions(Map.of("StringEquals", conditions))
        .build();
  }
}
