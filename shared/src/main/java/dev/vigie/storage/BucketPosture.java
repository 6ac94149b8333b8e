package dev.vigie.storage;

import java.util.Map;
import java.util.OptionalInt;

/**
 * How a bucket is set up, each part asked for by itself: a role may be let see one and not others.
 */
public final class BucketPosture {
  private BucketPosture() {}

  /**
   * Who may be let in (Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage").
   *
   * @param acls new ACLs that open it are refused, and old ones do not count
   * @param policies new policies that open it are refused, and old ones admit the account alone
   */
  public record Access(boolean acls, boolean policies) {}

  /**
   * Whether what was written stays.
   *
   * @param versioned every write keeps the version before it
   * @param locked versions can be held (S3 Object Lock)
   */
  public record Versions(boolean versioned, boolean locked) {}

  /**
   * When objects go.
   *
   * @param daysByTier after which S3 hides an object, by the value of its tag {@code tier}
   * @param hiddenDays after which it deletes what was hidden; empty if it never does
   */
  public record Expiry(Map<String, Integer> daysByTier, OptionalInt hiddenDays) {
    /** Takes a copy. */
    public Expiry {
      daysByTier = Map.copyOf(daysByTier);
    }
  }

  /**
   * How what is written is encrypted where a request does not say.
   *
   * @param algorithm S3's name of it, for example {@code aws:kms}; empty if none is set
   */
  public record Encryption(String algorithm) {}
}
