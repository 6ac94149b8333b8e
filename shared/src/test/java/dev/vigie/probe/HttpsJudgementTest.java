package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.vigie.config.Thresholds;
import dev.vigie.probe.HttpsFacts.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer over HTTPS means, at the figures where the meaning changes. */
class HttpsJudgementTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final HttpsJudgement judgement = new HttpsJudgement(Thresholds.DEFAULT);

  @ParameterizedTest
  @CsvSource({
    "200, 1999, OK",
    "200, 2000, WARN",
    "302, 5, OK",
    "399, 5, OK",
    "400, 5, FAIL",
    "502, 5, FAIL"
  })
  void answer_byStatusAndTime(int status, long millis, Health health) {
    HttpsFacts facts = answered(status, millis, certificate(Duration.ofDays(60)));

    assertThat(judgement.of("nocodb", facts, NOW))
        .extracting(Finding::health)
        .containsExactly(health, Health.OK);
  }

  @ParameterizedTest
  @CsvSource({"P15D, OK", "P14D, WARN", "P4D, WARN", "P3D, FAIL", "P2D, FAIL", "-PT1S, FAIL"})
  void certificate_byTheDaysLeft_whichBreakNothingElse(Duration left, Health health) {
    assertThat(judgement.of("nocodb", answered(200, 5, certificate(left)), NOW))
        .extracting(Finding::health)
        .containsExactly(Health.OK, health);
  }

  @Test
  void certificate_thatIsNotTrustedOrNotYetValid_fails() {
    Certificate other =
        new Certificate(
            NOW.minusSeconds(9), NOW.plus(Duration.ofDays(60)), Optional.of("its name"));
    Certificate early =
        new Certificate(NOW.plusSeconds(9), NOW.plus(Duration.ofDays(60)), Optional.empty());

    assertThat(judgement.of("nocodb", answered(200, 5, other), NOW).getLast())
        .isEqualTo(
            new Finding(
                Check.CERTIFICATE,
                "nocodb",
                Health.FAIL,
                "its certificate is not trusted: its name"));
    assertThat(judgement.of("nocodb", answered(200, 5, early), NOW).getLast().health())
        .isEqualTo(Health.FAIL);
  }

  @Test
  void silence_fails_andOfTheCertificateNothingIsKnown() {
    HttpsFacts facts =
        new HttpsFacts(
            Optional.empty(), Duration.ofSeconds(5), Optional.of("timed out"), Optional.empty());

    assertThat(judgement.of("nocodb", facts, NOW))
        .extracting(Finding::health, Finding::hiddenBy)
        .containsExactly(
            tuple(Health.FAIL, Optional.empty()), tuple(Health.UNKNOWN, Optional.of(Check.HTTPS)));
  }

  private static HttpsFacts answered(int status, long millis, Certificate certificate) {
    return new HttpsFacts(
        Optional.of(status), Duration.ofMillis(millis), Optional.empty(), Optional.of(certificate));
  }

  private static Certificate certificate(Duration left) {
    return new Certificate(NOW.minus(Duration.ofDays(9)), NOW.plus(left), Optional.empty());
  }
}
