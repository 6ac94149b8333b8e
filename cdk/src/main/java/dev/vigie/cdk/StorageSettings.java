package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.Locale;
import java.util.Map;
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
 * @param encryption who holds the key, {@code kms} or {@code s3}
 */
public record StorageSettings(
    BackupBucketName bucket, RetentionDays retention, StorageEncryption encryption) {
  /** The project's name where none is set. */
  public static final String DEFAULT_PROJECT = "quickdata";

  static final String ROOT = "vigie";
  private static final String SUFFIX = "bucketSuffix";
  private static final String SUFFIX_VARIABLE = "BUCKET_SUFFIX";
  private static final Set<String> KEYS =
      Set.of("project", SUFFIX, "retention", "encryption", "ops");

  /**
   * Reads and checks the settings. For the suffix, {@code -c bucketSuffix} wins over {@code
   * vigie.bucketSuffix}, and both over BUCKET_SUFFIX.
   *
   * @param context the app's whole context, in which keys of the CDK and of others are left alone
   * @param environment the process's variables
   * @throws VigieException {@code SETTING_INVALID}, naming key, value and what is right
   */
  static StorageSettings from(ContextObject context, Map<String, String> environment) {
    refuseMisplaced(context);
    var vigie = context.object(ROOT);
    vigie.refuseOthersThan(KEYS);
    var bucket =
        new BackupBucketName(
            vigie.text("project").orElse(DEFAULT_PROJECT), suffix(context, vigie, environment));
    return new StorageSettings(
        bucket,
        RetentionDays.from(vigie.object("retention")),
        vigie.text("encryption").map(StorageEncryption::parse).orElse(StorageEncryption.KMS));
  }

  /** The project's name, which begins every name that Vigie gives. */
  public String project() {
    return bucket.project();
  }

  private static String suffix(
      ContextObject context, ContextObject vigie, Map<String, String> environment) {
    return context
        .text(SUFFIX)
        .or(() -> vigie.text(SUFFIX))
        .or(() -> Optional.ofNullable(environment.get(SUFFIX_VARIABLE)))
        .orElseThrow(
            () ->
                ContextObject.refused(
                    "bucketSuffix is missing; give -c bucketSuffix=…, vigie.bucketSuffix in"
                        + " cdk.json or the variable BUCKET_SUFFIX, for example your domain's"
                        + " name without its dots."));
  }

  /** A setting that looks like one of Vigie's and would not be read must not pass in silence. */
  private static void refuseMisplaced(ContextObject context) {
    for (var key : context.keys()) {
      if (key.equals(ROOT) || key.equals(SUFFIX)) {
        continue;
      }
      for (var known : KEYS) {
        if (plain(key).equals(plain(known))) {
          throw ContextObject.refused(
              "context key '%s' is not read; write '%s' inside the object 'vigie' of cdk.json%s."
                  .formatted(key, known, known.equals(SUFFIX) ? " or give -c bucketSuffix=…" : ""));
        }
      }
      if (plain(key).startsWith(ROOT)) {
        throw ContextObject.refused(
            "context key '%s' is unknown; settings stand inside the object 'vigie' of cdk.json."
                .formatted(key));
      }
    }
  }

  /** Without case, hyphens, underscores and dots: so bucket-suffix is known as bucketSuffix. */
  private static String plain(String key) {
    return key.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
  }
}
