package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who hears of alarms, as the context gives it. */
class AlertSettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "ops", "ops@example", "ops@@example.org", "a b@example.org", "@example.org"})
  void email_thatIsNone_isRefused(String email) {
    refused(Map.of("emails", List.of(email)))
        .hasMessage(
            "vigie.ops.alerts.emails holds '%s'; each must be an e-mail address, such as ops@example.org."
                .formatted(email));
  }

  @Test
  void alerts_badInAnyOtherWay_areRefused() {
    refused(Map.of("emails", List.of("a@b.org", "a@b.org")))
        .hasMessage("vigie.ops.alerts.emails holds 'a@b.org' twice; each must be there once.");
    refused(Map.of("emails", "a@b.org"))
        .hasMessage("vigie.ops.alerts.emails is 'a@b.org'; it must be a JSON array of strings.");
    refused(Map.of("secrets", List.of("Slack")))
        .hasMessage(
            "vigie.ops.alerts.secrets holds 'Slack'; each must be 1 to 30 lower-case letters, digits"
                + " and hyphens, beginning with a letter.");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      Map<String, Object> settings) {
    return assertThatThrownBy(
            () -> AlertSettings.from(new ContextObject("vigie.ops.alerts", settings)))
        .isInstanceOfSatisfying(
            VigieException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }
}
