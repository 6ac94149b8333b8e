package dev.vigie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertPolicyTest {
  @Test
  void policy_nothingSet_tellsNobody() {
    assertThat(AlertPolicy.fromEnvironment(Map.of())).isEqualTo(AlertPolicy.NOBODY);
    assertThat(AlertPolicy.parse("{}")).isEqualTo(AlertPolicy.NOBODY);
    assertThat(AlertPolicy.NOBODY.damping().calmAfter()).isEqualTo(Duration.ofHours(3));
  }

  @Test
  void policy_inAFile_isRead(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("a.json"), "{\"deployment\": \"quickdata\"}");

    assertThat(
            AlertPolicy.fromEnvironment(Map.of("VIGIE_ALERTS_FILE", file.toString())).deployment())
        .isEqualTo("quickdata");
    assertThatThrownBy(
            () -> AlertPolicy.fromEnvironment(Map.of("VIGIE_ALERTS_FILE", directory + "/none")))
        .hasMessageContaining("which cannot be read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{} {}",
        "{\"chanels\": []}",
        "{\"deployment\": \"a b\"}",
        "{\"channels\": [{\"name\": \"Team\", \"kind\": \"slack\"}]}",
        "{\"channels\": [{\"name\": \"team\"}]}",
        "{\"channels\": [{\"name\": \"team\", \"kind\": \"fax\"}]}",
        "{\"channels\": [{\"name\": \"a\", \"kind\": \"slack\"}, {\"name\": \"a\", \"kind\": \"teams\"}]}",
        "{\"channels\": [{\"name\": \"a\", \"kind\": \"slack\"}], \"heartbeat\": \"a\"}",
        "{\"damping\": {\"rounds\": 0}}",
        "{\"damping\": {\"flapChanges\": 2}}",
        "{\"damping\": {\"flapWindow\": \"PT1M\"}}",
        "{\"damping\": {\"unknownAfter\": \"P2D\"}}",
        "{\"damping\": {\"goneAfter\": \"PT1M\"}}",
        "{\"quiet\": {\"from\": \"22:00\"}}",
        "{\"quiet\": {\"from\": \"22:00\", \"to\": \"22:00\"}}",
        "{\"quiet\": {\"from\": \"22:00\", \"to\": \"07:00\", \"zone\": \"Mars\"}}",
        "{\"escalation\": [{\"after\": \"PT1H\", \"channels\": [\"nobody\"]}]}",
        "{\"escalation\": [{\"after\": \"PT1H\", \"channels\": []}]}",
        "{\"runbooks\": \"http://git.example.org/\"}",
        "{\"statusPage\": \"https://x/|y\"}",
        "{\"heartbeat\": \"https://hc.example/x\"}"
      })
  void policy_ofAnotherForm_isRefused(String json) {
    assertThatThrownBy(() -> AlertPolicy.fromEnvironment(Map.of("VIGIE_ALERTS", json)))
        .isInstanceOfSatisfying(
            VigieException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }

  /** In winter Paris is an hour before UTC, in summer two. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-23T20:59:59Z, false",
    "2026-11-23T21:00:00Z, true",
    "2026-11-24T05:59:59Z, true",
    "2026-11-24T06:00:00Z, false",
    "2026-07-01T20:00:00Z, true",
    "2026-07-02T05:00:00Z, false"
  })
  void quietHours_overMidnight_areOfTheirZone(Instant now, boolean quiet) {
    QuietHours hours = QuietHours.of("22:00", "07:00", "Europe/Paris", null);

    assertThat(hours.contains(now)).isEqualTo(quiet);
    assertThat(QuietHours.of("07:00", "22:00", "Europe/Paris", null).contains(now))
        .isEqualTo(!quiet);
  }

  @Test
  void access_isReadFromTheEnvironment_andRefusedInAnotherForm() {
    AlertAccess access =
        AlertAccess.fromEnvironment(
            Map.of(
                "VIGIE_ALERT_TOPIC", "arn:aws:sns:eu-west-3:1:t",
                "VIGIE_ALERT_SECRETS", "team=arn:aws:sm:a,pager=arn:aws:sm:b=c"));

    assertThat(access.topic()).contains("arn:aws:sns:eu-west-3:1:t");
    assertThat(access.secretOf("pager")).isEqualTo("arn:aws:sm:b=c");
    assertThat(access.loopback()).isFalse();
    assertThatThrownBy(() -> access.secretOf("other")).hasMessageContaining("channel other");
    assertThat(AlertAccess.fromEnvironment(Map.of("VIGIE_ALERT_LOOPBACK", "yes")).loopback())
        .isFalse();
    assertThat(AlertAccess.fromEnvironment(Map.of("VIGIE_ALERT_LOOPBACK", "allowed")).loopback())
        .isTrue();
    for (String wrong : new String[] {"team", "=x", "Team=x"}) {
      assertThatThrownBy(() -> AlertAccess.fromEnvironment(Map.of("VIGIE_ALERT_SECRETS", wrong)))
          .hasMessageContaining("is not of the form");
    }
  }
}
