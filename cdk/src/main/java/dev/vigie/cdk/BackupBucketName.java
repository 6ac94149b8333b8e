package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The bucket's name, {@code <project>-pg-backups-storage-bucket-<suffix>}, checked against the
 * rules of the S3 User Guide, "General purpose bucket naming rules". They are narrowed in one way:
 * no dots, since TLS certificates of S3 do not cover a virtual-hosted name with dots. What S3
 * reserves is refused here, before anything is deployed.
 *
 * @param project lower-case letters, digits and single hyphens, beginning with a letter
 * @param suffix lower-case letters, digits and hyphens, beginning and ending with a letter or digit
 */
public record BackupBucketName(String project, String suffix) {
  /** S3's bound. */
  public static final int MAX_LENGTH = 63;

  private static final String INFIX = "-pg-backups-storage-bucket-";
  private static final String REPLICA_INFIX = "-pg-backups-replica-bucket-";
  // The project also names stacks (letters, digits, hyphens, a letter first) and parameters.
  private static final Pattern PROJECT = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern SUFFIX = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
  private static final List<String> RESERVED_PREFIXES = List.of("xn--", "sthree-", "amzn-s3-demo-");
  // -an belongs to the buckets of an account's regional namespace, which this is not.
  private static final List<String> RESERVED_SUFFIXES =
      List.of("-s3alias", "--ol-s3", "--x-s3", "--table-s3", ".mrap", "-an");

  /**
   * Checks the name as a whole and in its parts.
   *
   * @throws VigieException {@code SETTING_INVALID}, in one sentence
   */
  public BackupBucketName {
    check(
        "vigie.project",
        project,
        PROJECT,
        "lower-case letters, digits and single hyphens, beginning with a letter");
    check(
        "bucketSuffix",
        suffix,
        SUFFIX,
        "lower-case letters, digits and hyphens, beginning and ending with a letter or digit");
    var name = project + INFIX + suffix;
    checkLength(project, suffix, name);
    checkReserved(project, suffix, name);
  }

  /** The name, as S3 knows it. */
  public String value() {
    return project + INFIX + suffix;
  }

  /** The name of the bucket that holds the copies: as long, and so as right. */
  public String replica() {
    return project + REPLICA_INFIX + suffix;
  }

  private static void check(String key, String value, Pattern pattern, String right) {
    if (!pattern.matcher(value).matches()) {
      throw ContextObject.refused("%s is '%s'; it must be %s.".formatted(key, value, right));
    }
  }

  private static void checkLength(String project, String suffix, String name) {
    if (name.length() > MAX_LENGTH) {
      throw ContextObject.refused(
          ("bucketSuffix is '%s' and vigie.project is '%s': they make a bucket name of %d characters;"
                  + " together they must have at most %d, since S3 takes %d.")
              .formatted(suffix, project, name.length(), MAX_LENGTH - INFIX.length(), MAX_LENGTH));
    }
  }

  private static void checkReserved(String project, String suffix, String name) {
    for (var reserved : RESERVED_PREFIXES) {
      if (name.startsWith(reserved)) {
        throw ContextObject.refused(
            "vigie.project is '%s'; it must not make a bucket name that begins with '%s', which S3 reserves."
                .formatted(project, reserved));
      }
    }
    for (var reserved : RESERVED_SUFFIXES) {
      if (name.endsWith(reserved)) {
        throw ContextObject.refused(
            "bucketSuffix is '%s'; it must not make a bucket name that ends in '%s', which S3 reserves."
                .formatted(suffix, reserved));
      }
    }
  }
}
