package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awscdk.services.s3.StorageClass;

/**
 * The cheaper class of storage that monthly and yearly backups move to. Both classes answer in
 * milliseconds, so that a restore reads them as it reads any other. S3 leaves objects below 128 KB
 * where they are (S3 User Guide, "Constraints and considerations for transitions"): manifests stay
 * cheap to read.
 *
 * @param kind the class
 * @param afterDays a backup's age when it moves, from {@link Kind#leastAge} to 36,500 days
 */
public record ColdStorage(Kind kind, int afterDays) {
  private static final int MOST_DAYS = 36_500;
  private static final int DEFAULT_DAYS = 30;
  private static final String PATH = "vigie.cold";

  /** S3's classes for what is seldom read (S3 User Guide, "Understanding S3 storage classes"). */
  public enum Kind {
    /** S3 Glacier Instant Retrieval: cheapest to keep, dearest to read; billed for 90 days. */
    GLACIER_IR(1, 90),
    /** S3 Standard-IA: takes nothing younger than 30 days, and is billed for 30. */
    STANDARD_IA(30, 30);

    private final int leastAge;
    private final int leastBilled;

    Kind(int leastAge, int leastBilled) {
      this.leastAge = leastAge;
      this.leastBilled = leastBilled;
    }

    /** The class in the CDK's words. */
    StorageClass storageClass() {
      return switch (this) {
        case GLACIER_IR -> StorageClass.GLACIER_INSTANT_RETRIEVAL;
        case STANDARD_IA -> StorageClass.INFREQUENT_ACCESS;
      };
    }
  }

  /** Refuses, with {@code SETTING_INVALID}, an age at which S3 does not move objects. */
  public ColdStorage {
    ContextObject.checkRange(PATH + ".afterDays", afterDays, kind.leastAge, MOST_DAYS, "days");
  }

  /**
   * Reads the class and when backups move to it: after 30 days to Glacier Instant Retrieval where
   * nothing is set; empty for the class {@code none}.
   *
   * @throws VigieException {@code SETTING_INVALID}, also if a monthly backup would be gone before
   *     the days that the class bills
   */
  static Optional<ColdStorage> from(ContextObject cold, RetentionDays retention) {
    cold.refuseOthersThan(Set.of("class", "afterDays"));
    int afterDays = cold.wholeNumber("afterDays").orElse(DEFAULT_DAYS);
    var kind = cold.choice("class", List.of("glacier-ir", "standard-ia", "none"));
    return switch (kind) {
      case "glacier-ir" -> Optional.of(checked(Kind.GLACIER_IR, afterDays, retention));
      case "standard-ia" -> Optional.of(checked(Kind.STANDARD_IA, afterDays, retention));
      default -> Optional.empty();
    };
  }

  /** Whether backups of this tier move. */
  boolean takes(String tier) {
    return tier.equals("monthly") || tier.equals("yearly");
  }

  // Yearly backups are kept at least as long as monthly ones.
  private static ColdStorage checked(Kind kind, int afterDays, RetentionDays retention) {
    var cold = new ColdStorage(kind, afterDays);
    if (afterDays + kind.leastBilled > retention.monthly()) {
      throw ContextObject.refused(
          ("%s.afterDays is %d; the class bills %d days at least, which must end within the %d days"
                  + " of vigie.retention.monthly, so move earlier or set %s.class to 'none'.")
              .formatted(PATH, afterDays, kind.leastBilled, retention.monthly(), PATH));
    }
    return cold;
  }
}
