package dev.vigie.probe;

import dev.vigie.config.Thresholds;
import dev.vigie.probe.HttpsFacts.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an answer over HTTPS means. A pure function.
 *
 * @param thresholds from where on it is unwell
 */
public record HttpsJudgement(Thresholds thresholds) {
  /** What is said of each address. */
  public static final List<Check> CHECKS = List.of(Check.HTTPS, Check.CERTIFICATE);

  private static final int FIRST_ERROR = 400;
  private static final double SECONDS_PER_DAY = 86_400.0;

  /**
   * What the facts mean.
   *
   * @param name what was asked
   */
  public List<Finding> of(String name, HttpsFacts facts, Instant now) {
    return List.of(answer(name, facts), certificate(name, facts, now));
  }

  private Finding answer(String name, HttpsFacts facts) {
    if (facts.status().isEmpty()) {
      return new Finding(Check.HTTPS, name, Health.FAIL, facts.failure().orElse("no answer"));
    }
    int status = facts.status().get();
    if (status >= FIRST_ERROR) {
      return new Finding(Check.HTTPS, name, Health.FAIL, "it answers with status " + status);
    }
    long millis = facts.took().toMillis();
    return millis >= thresholds.httpsMillis()
        ? new Finding(Check.HTTPS, name, Health.WARN, "its answer took " + millis + " ms")
        : new Finding(Check.HTTPS, name, Health.OK, "");
  }

  private Finding certificate(String name, HttpsFacts facts, Instant now) {
    if (facts.certificate().isEmpty()) {
      return new Finding(
          Check.CERTIFICATE,
          name,
          Health.UNKNOWN,
          "no certificate was seen: no connection",
          Optional.of(Check.HTTPS));
    }
    Certificate shown = facts.certificate().get();
    if (now.isAfter(shown.until())) {
      return failed(name, "its certificate ended at " + shown.until());
    }
    if (now.isBefore(shown.from())) {
      return failed(name, "its certificate begins at " + shown.from());
    }
    if (shown.distrust().isPresent()) {
      return failed(name, "its certificate is not trusted: " + shown.distrust().get());
    }
    double days = Duration.between(now, shown.until()).toSeconds() / SECONDS_PER_DAY;
    Health health = Judged.falling(days, thresholds.certificateDays());
    String reason = "its certificate ends at " + shown.until();
    return new Finding(Check.CERTIFICATE, name, health, health == Health.OK ? "" : reason);
  }

  private static Finding failed(String name, String reason) {
    return new Finding(Check.CERTIFICATE, name, Health.FAIL, reason);
  }
}
