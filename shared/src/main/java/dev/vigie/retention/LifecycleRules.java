package dev.vigie.retention;

import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The bucket's rules of expiry, and when S3 acts by them. Amazon S3 User Guide, "Setting lifecycle
 * configuration on a bucket", section "Lifecycle rules: Based on an object's age": to the time at
 * which the object was made the rule's days are added, and the result is rounded up to the next
 * midnight in UTC. In a versioned bucket the newest version then is hidden by a delete marker and
 * can be brought back; what was hidden is deleted for good by another rule, counted in the same way
 * from the moment at which it was hidden ("Understanding how lifecycle actions affect objects"). S3
 * may act later than that; it bills no storage from then on.
 *
 * @param days after which an object with the tier's tag is hidden, 1 or more; a tier without a rule
 *     is kept for ever
 * @param hiddenDays after which what was hidden is deleted, 1 or more
 */
public record LifecycleRules(Map<Tier, Integer> days, int hiddenDays) {
  /** Refuses numbers below 1, with {@code SETTING_INVALID}. */
  public LifecycleRules {
    days = days.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(days));
    days.forEach((tier, number) -> check("of tier " + tier, number));
    check("of hidden versions", hiddenDays);
  }

  /**
   * When S3 hides what was made at that time.
   *
   * @return empty if it never does
   */
  public Optional<Instant> hiddenAt(Instant made, Tier tier) {
    return Optional.ofNullable(days.get(tier)).map(number -> due(made, number));
  }

  /** When S3 deletes what was hidden at that time. */
  public Instant deletedAt(Instant hidden) {
    return due(hidden, hiddenDays);
  }

  /** At midnight itself nothing is rounded. */
  private static Instant due(Instant from, int days) {
    Instant counted = from.plus(Duration.ofDays(days));
    LocalDate day = LocalDate.ofInstant(counted, ZoneOffset.UTC);
    Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    return midnight.equals(counted)
        ? midnight
        : day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static void check(String what, int number) {
    if (number < 1) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID, "the days " + what + " are 1 or more, not " + number);
    }
  }
}
