package dev.vigie.cdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.PolicyStatement;

/**
 * What a runner may do in the bucket: write and read the backups of its own cluster, and the
 * documents of operations. It may delete nothing.
 *
 * @param statements that say so
 * @param reasons of their wildcards
 */
record BackupAccess(List<PolicyStatement> statements, List<WildcardReason> reasons) {
  /** What it takes for this cluster. */
  static BackupAccess of(StorageSettings storage, String cluster) {
    var bucket = NodePermissions.arn("s3", "", "", storage.bucket().value());
    var statements = new ArrayList<PolicyStatement>();
    var reasons = new ArrayList<WildcardReason>();
    statements.add(
        NodePermissions.allow(
                WildcardReason.BACKUPS.sid(),
                List.of(
                    "s3:AbortMultipartUpload",
                    "s3:GetObject",
                    "s3:GetObjectTagging",
                    "s3:PutObject",
                    "s3:PutObjectTagging"),
                List.of(bucket + "/backups/" + cluster + "/*"))
            .build());
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
    reasons.add(WildcardReason.BACKUPS);
    reasons.add(WildcardReason.OPERATIONS);
    if (storage.encryption() == StorageEncryption.KMS) {
      statements.add(useKeyOf(bucket));
      reasons.add(WildcardReason.BACKUP_KEY);
    }
    return new BackupAccess(statements, reasons);
  }

  /**
   * With a bucket key the encryption context is the bucket's name in full, not the object's (S3
   * User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys"). An upload in parts
   * needs to decrypt, too.
   */
  private static PolicyStatement useKeyOf(String bucket) {
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
