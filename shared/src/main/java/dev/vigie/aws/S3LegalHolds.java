package dev.vigie.aws;

import dev.vigie.storage.ObjectLimits;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Legal holds on the newest versions of objects (Amazon S3 User Guide, "Locking objects with Object
 * Lock"). Thread-safe.
 *
 * @param bucket whose objects
 */
record S3LegalHolds(S3Bucket bucket) {
  /** S3's name for a request that a bucket without Object Lock does not take. */
  private static final String NO_LOCK = "InvalidRequest";

  /** What S3 says of an object that never had a hold, or of a bucket that keeps none. */
  private static final Set<String> NOT_HELD =
      Set.of(NO_LOCK, "NoSuchObjectLockConfiguration", "ObjectLockConfigurationNotFoundError");

  /** S3's words of the second of these, for services that have another name for it. */
  private static final String NOT_HELD_WORDS = "does not have a ObjectLock configuration";

  /** Sets the hold; false where the bucket keeps none. */
  boolean put(String key, ObjectLockLegalHoldStatus status) {
    ObjectLimits.checkKey(key);
    return bucket.call(
        "put a legal hold on",
        key,
        () -> {
          try {
            bucket
                .client()
                .putObjectLegalHold(
                    r -> r.bucket(bucket.name()).key(key).legalHold(hold -> hold.status(status)));
            return true;
          } catch (S3Exception e) {
            if (nameOf(e).equals(NO_LOCK)) {
              return false;
            }
            throw e;
          }
        });
  }

  /** Whether there is a hold. */
  boolean isHeld(String key) {
    ObjectLimits.checkKey(key);
    return bucket.call(
        "read the legal hold of",
        key,
        () -> {
          try {
            return bucket
                    .client()
                    .getObjectLegalHold(r -> r.bucket(bucket.name()).key(key))
                    .legalHold()
                    .status()
                == ObjectLockLegalHoldStatus.ON;
          } catch (S3Exception e) {
            if (NOT_HELD.contains(nameOf(e))
                || String.valueOf(e.getMessage()).contains(NOT_HELD_WORDS)) {
              return false;
            }
            throw e;
          }
        });
  }

  private static String nameOf(S3Exception refusal) {
    return refusal.awsErrorDetails() == null
        ? ""
        : String.valueOf(refusal.awsErrorDetails().errorCode());
  }
}
