package dev.vigie.config;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import org.jspecify.annotations.Nullable;

/**
 * Two values of one measure: from the first on somebody should look, from the second on it counts
 * as broken. Where less is worse the second is the smaller one.
 *
 * @param warn from here on {@code WARN}
 * @param fail from here on {@code FAIL}
 */
public record Limits(int warn, int fail) {
  /** The same limits, if they lie in the range and the second is the larger or the same. */
  Limits rising(String setting, int least, int most) {
    return checked(setting, least, most, warn <= fail, "warn is not above fail");
  }

  /** The same limits, if they lie in the range and the second is the smaller or the same. */
  Limits falling(String setting, int least, int most) {
    return checked(setting, least, most, warn >= fail, "fail is not above warn");
  }

  /** The number, or the default; refused with {@code SETTING_INVALID} outside of its range. */
  static int inRange(String setting, @Nullable Integer given, int otherwise, int least, int most) {
    int value = given == null ? otherwise : given;
    if (value < least || value > most) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "health.%s is %d; it lies between %d and %d".formatted(setting, value, least, most));
    }
    return value;
  }

  private Limits checked(String setting, int least, int most, boolean ordered, String order) {
    if (!ordered || Math.min(warn, fail) < least || Math.max(warn, fail) > most) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "health.%s warns at %d and fails at %d; both lie between %d and %d, and %s"
              .formatted(setting, warn, fail, least, most, order));
    }
    return this;
  }
}
