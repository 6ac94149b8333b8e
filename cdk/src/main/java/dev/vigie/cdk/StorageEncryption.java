package dev.vigie.cdk;

import dev.vigie.error.VigieException;

/** Who holds the key that the bucket's objects are encrypted with. */
public enum StorageEncryption {
  /** A KMS key of the account's own, rotated each year; S3 asks it once per bucket key. */
  KMS,
  /** S3 itself (SSE-S3, AES-256): no key to pay for, and none to take away. */
  S3;

  /**
   * The encryption of this name.
   *
   * @throws VigieException {@code SETTING_INVALID} unless it is {@code kms} or {@code s3}
   */
  static StorageEncryption parse(String name) {
    return switch (name) {
      case "kms" -> KMS;
      case "s3" -> S3;
      default ->
          throw ContextObject.refused(
              "vigie.encryption is '%s'; it must be 'kms' or 's3'.".formatted(name));
    };
  }

  /** The value of S3's header {@code x-amz-server-side-encryption} for it. */
  String header() {
    return switch (this) {
      case KMS -> "aws:kms";
      case S3 -> "AES256";
    };
  }
}
