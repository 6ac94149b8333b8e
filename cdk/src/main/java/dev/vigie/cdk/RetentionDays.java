package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Days that S3 keeps a backup, by the tier that its objects are tagged with. A tier keeps at least
 * until its next backup has come, and at least as long as the tier below it. The defaults overlap
 * by a margin: two weeks, eight weeks and four days, thirteen months and a few days, seven years
 * and six weeks.
 *
 * @param daily 2 to 36,500, default 14
 * @param weekly 8 to 36,500, default 60
 * @param monthly 32 to 36,500, default 400
 * @param yearly 367 to 36,500, default 2,600
 */
public record RetentionDays(int daily, int weekly, int monthly, int yearly) {
  /** What is kept where nothing is set. */
  public static final RetentionDays DEFAULT = new RetentionDays(14, 60, 400, 2_600);

  private static final int MAX = 36_500;

  /** Refuses what is out of range or out of order, with {@code SETTING_INVALID}. */
  public RetentionDays {
    checkRange("daily", daily, 2);
    checkRange("weekly", weekly, 8);
    checkRange("monthly", monthly, 32);
    checkRange("yearly", yearly, 367);
    checkOrder("weekly", weekly, "daily", daily);
    checkOrder("monthly", monthly, "weekly", weekly);
    checkOrder("yearly", yearly, "monthly", monthly);
  }

  /**
   * Reads the tiers; one that is not set has its default.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  static RetentionDays from(ContextObject retention) {
    retention.refuseOthersThan(Set.of("daily", "weekly", "monthly", "yearly"));
    return new RetentionDays(
        retention.wholeNumber("daily").orElse(DEFAULT.daily),
        retention.wholeNumber("weekly").orElse(DEFAULT.weekly),
        retention.wholeNumber("monthly").orElse(DEFAULT.monthly),
        retention.wholeNumber("yearly").orElse(DEFAULT.yearly));
  }

  /** Days by the value of the tag {@code tier}, shortest first. */
  public SequencedMap<String, Integer> byTier() {
    var days = new LinkedHashMap<String, Integer>();
    days.put("daily", daily);
    days.put("weekly", weekly);
    days.put("monthly", monthly);
    days.put("yearly", yearly);
    return days;
  }

  private static void checkRange(String tier, int days, int least) {
    if (days < least || days > MAX) {
      throw ContextObject.refused(
          "vigie.retention.%s is %d; it must be %d to %d days.".formatted(tier, days, least, MAX));
    }
  }

  private static void checkOrder(String tier, int days, String below, int daysBelow) {
    if (days < daysBelow) {
      throw ContextObject.refused(
          "vigie.retention.%s is %d; it must be at least the %d days of vigie.retention.%s."
              .formatted(tier, days, daysBelow, below));
    }
  }
}
