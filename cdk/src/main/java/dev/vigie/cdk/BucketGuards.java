package dev.vigie.cdk;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.services.iam.AnyPrincipal;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.s3.Bucket;

/**
 * What the bucket's policy denies to everybody, whatever their own policies allow. Lifecycle rules
 * are not held by it: they act for S3 itself (S3 User Guide, "Expiring objects").
 *
 * <p>A condition that negates, such as StringNotEquals, also holds where the key is absent; so each
 * one about a header says by {@code Null} whether the header is there.
 */
final class BucketGuards {
  /** Objects that commit something: a second writer must lose, even one that forgot to ask. */
  static final List<String> WRITTEN_ONCE =
      List.of(
          "*/manifest.json",
          "*/request.json",
          "*/outcome.json",
          "*/result.json",
          "drills/*",
          "verified/*",
          "evidence/*");

  private static final String ENCRYPTION = "s3:x-amz-server-side-encryption";
  private static final String KEY_ID = "s3:x-amz-server-side-encryption-aws-kms-key-id";
  private static final String CUSTOMER_KEY = "s3:x-amz-server-side-encryption-customer-algorithm";

  private BucketGuards() {}

  /** Adds the denials to the bucket's policy. */
  static void addTo(Bucket bucket, StorageEncryption encryption) {
    var objects = List.of(bucket.arnForObjects("*"));
    bucket.addToResourcePolicy(denyOverwriting(bucket));
    bucket.addToResourcePolicy(
        deny(
            "DenyDeleting",
            List.of("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"),
            objects,
            Map.of()));
    bucket.addToResourcePolicy(
        denyPut("DenyCustomerKey", objects, Map.of("Null", Map.of(CUSTOMER_KEY, "false"))));
    // A write without headers gets the bucket's default; only what asks for something else is
    // denied.
    bucket.addToResourcePolicy(
        denyPut("DenyOtherEncryption", objects, asking(ENCRYPTION, encryption.header())));
    var key = bucket.getEncryptionKey();
    if (key != null) {
      // aws:kms without a key's id would mean the key that AWS manages, not the bucket's.
      bucket.addToResourcePolicy(denyPut("DenyOtherKey", objects, asking(KEY_ID, key.getKeyArn())));
    }
  }

  /**
   * The form of the S3 User Guide, "Enforce conditional writes on Amazon S3 buckets": the
   * operations of a multipart upload before its completion take no If-None-Match and create no
   * object, and {@code s3:ObjectCreationOperation} leaves them out.
   */
  private static PolicyStatement denyOverwriting(Bucket bucket) {
    return denyPut(
        "DenyOverwriting",
        WRITTEN_ONCE.stream().map(bucket::arnForObjects).toList(),
        Map.of(
            "Null", Map.of("s3:if-none-match", "true"),
            "Bool", Map.of("s3:ObjectCreationOperation", "true")));
  }

  /** The request names an encryption, and the header is not of this value or is absent. */
  private static Map<String, Object> asking(String header, String otherThan) {
    return Map.of(
        "Null", Map.of(ENCRYPTION, "false"),
        "StringNotEquals", Map.of(header, otherThan));
  }

  private static PolicyStatement denyPut(
      String sid, List<String> resources, Map<String, Object> conditions) {
    // s3:PutObject is the action of PutObject, CopyObject and all of a multipart upload.
    return deny(sid, List.of("s3:PutObject"), resources, conditions);
  }

  private static PolicyStatement deny(
      String sid, List<String> actions, List<String> resources, Map<String, Object> conditions) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .effect(Effect.DENY)
        .principals(List.of(new AnyPrincipal()))
        .actions(actions)
        .resources(resources)
        // Sorted: Map.of has another order in each run, and the template would have it too.
        .conditions(new TreeMap<>(conditions))
        .build();
  }
}
