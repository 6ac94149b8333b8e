package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.Optional;
import java.util.Set;

/**
 * What the storage stack is built from. All of it stands in the CDK context's object {@code vigie};
 * only the bucket's suffix may also come by {@code -c bucketSuffix=…} or the variable
 * BUCKET_SUFFIX.
 *
 * @param bucket the bucket's name, from {@code project} (default {@value #DEFAULT_PROJECT}) and
 *     {@code bucketSuffix} (no default: bucket names are shared with the whole world)
 * @param retention days to keep a backup, by tier
 * @param cold where old backups of the higher tiers go; empty if they stay
 * @param encryption who holds the key, {@code kms} or {@code s3}
 * @param replicaRegion the region of the second bucket; empty if there is none
 */
public record StorageSettings(
    BackupBucketName bucket,
    RetentionDays retention,
    Optional<ColdStorage> cold,
    StorageEncryption encryption,
    Optional<String> replicaRegion) {
  /** The project's name where none is set. */
  public static final String DEFAULT_PROJECT = "quickdata";

  /**
   * Reads and checks the settings. For the suffix, {@code -c bucketSuffix} wins over {@code
   * vigie.bucketSuffix}, and both over BUCKET_SUFFIX.
   *
   * @throws VigieException {@code SETTING_INVALID}, naming key, value and what is right
   */
  static StorageSettings from(VigieContext context) {
    var vigie = context.vigie();
    var bucket =
        new BackupBucketName(
            vigie.text("project").orElse(DEFAULT_PROJECT),
            context
                .bucketSuffix()
                .orElseThrow(
                    () ->
                        ContextObject.refused(
                            "bucketSuffix is missing; give -c bucketSuffix=…, vigie.bucketSuffix in"
                                + " cdk.json or the variable BUCKET_SUFFIX, for example your"
                                + " domain's name without its dots.")));
    var retention = RetentionDays.from(vigie.object("retention"));
    var replication = vigie.object("replication");
    replication.refuseOthersThan(Set.of("region"));
    return new StorageSettings(
        bucket,
        retention,
        ColdStorage.from(vigie.object("cold"), retention),
        vigie.text("encryption").map(StorageEncryption::parse).orElse(StorageEncryption.KMS),
        replication.text("region"));
  }

  /** The project's name, which begins every name that Vigie gives. */
  public String project() {
    return bucket.project();
  }
}
