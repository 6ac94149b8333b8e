package dev.vigie.probe;

import dev.vigie.config.Limits;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How values are held against limits, the same for every probe. */
final class Judged {
  private Judged() {}

  /** What a value is where more is worse. */
  static Health rising(double value, Limits limits) {
    if (value >= limits.fail()) {
      return Health.FAIL;
    }
    return value >= limits.warn() ? Health.WARN : Health.OK;
  }

  /** What a value is where less is worse. */
  static Health falling(double value, Limits limits) {
    if (value <= limits.fail()) {
      return Health.FAIL;
    }
    return value <= limits.warn() ? Health.WARN : Health.OK;
  }

  /** The worst of several; OK with this reason where there are none. */
  static Finding worst(Check check, String subject, List<Finding> several) {
    return several.stream()
        .max(Comparator.comparing(Finding::health))
        .orElseGet(() -> new Finding(check, subject, Health.OK, ""));
  }

  /** The one finding of a thing of which each sentence tells one thing that is wrong. */
  static Finding of(Check check, String subject, Health health, List<String> wrong) {
    return wrong.isEmpty()
        ? new Finding(check, subject, Health.OK, "")
        : new Finding(check, subject, health, String.join("; ", wrong));
  }

  /** What each of these checks says of a thing that could not be looked at. */
  static List<Finding> unknown(List<Check> checks, String subject, String why) {
    return unknown(checks, subject, why, Optional.empty());
  }

  /** As above, where something else is broken that keeps it from being looked at. */
  static List<Finding> unknown(
      List<Check> checks, String subject, String why, Optional<Check> hiddenBy) {
    String reason = why.isBlank() ? "no reason was given" : why;
    return checks.stream()
        .map(check -> new Finding(check, subject, Health.UNKNOWN, reason, hiddenBy))
        .toList();
  }
}
