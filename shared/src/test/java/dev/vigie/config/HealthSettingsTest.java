package dev.vigie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthSettingsTest {
  @TempDir Path directory;

  @Test
  void settings_withoutAny_areTheDefaults() {
    HealthSettings settings = HealthSettings.fromEnvironment(Map.of());

    assertThat(settings.thresholds()).isEqualTo(Thresholds.DEFAULT);
    assertThat(settings.https()).isEmpty();
    assertThat(settings.findPosture()).isEmpty();
    assertThat(settings.restoreTime("main", "nocodb")).isEmpty();
    assertThat(settings.thresholds().certificateDays()).isEqualTo(new Limits(14, 3));
    assertThat(settings.thresholds().drift().backups()).isEqualTo(14);
  }

  @Test
  void settings_areRead_andWhatIsNotSetHasItsDefault() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("health.json"),
            """
            {"https": {"nocodb": "https://nocodb.example.org/api/v1/health"},
             "restoreTimes": {"main": {"nocodb": "PT30M"}},
             "posture": {"days": {"daily": 14, "weekly": 60}, "hiddenDays": 7,
                         "encryption": "aws:kms"},
             "thresholds": {"diskUsedPercent": {"warn": 70, "fail": 85}, "provedDays": 3,
                            "drift": {"factor": 5}}}
            """);
    HealthSettings settings =
        HealthSettings.fromEnvironment(Map.of(HealthSettings.FILE_VARIABLE, file.toString()));

    assertThat(settings.https())
        .containsExactly(
            Map.entry("nocodb", URI.create("https://nocodb.example.org/api/v1/health")));
    assertThat(settings.restoreTime("main", "nocodb")).contains(Duration.ofMinutes(30));
    assertThat(settings.findPosture())
        .contains(
            new HealthSettings.Posture(Map.of(Tier.DAILY, 14, Tier.WEEKLY, 60), 7, "aws:kms"));
    assertThat(settings.thresholds().diskUsedPercent()).isEqualTo(new Limits(70, 85));
    assertThat(settings.thresholds().provedDays()).isEqualTo(3);
    assertThat(settings.thresholds().drift().factor()).isEqualTo(5);
    assertThat(settings.thresholds().drift().rows()).isEqualTo(100);
    assertThat(settings.thresholds().memoryLeftPercent()).isEqualTo(new Limits(10, 5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null|VIGIE_HEALTH is null",
        "{|cannot be read",
        "{} x|cannot be read",
        "{\"x\":1}|\"x\"",
        "{\"https\":{\"a b\":\"https://h/\"}}|not of the form",
        "{\"https\":{\"a\":\"http://h/\"}}|health.https.a is not of the form",
        "{\"https\":{\"a\":\"https://u:secret@h/\"}}|health.https.a is not of the form",
        "{\"restoreTimes\":{\"m\":{\"d\":\"PT59S\"}}}|PT1M or more",
        "{\"thresholds\":{\"diskUsedPercent\":{\"warn\":90,\"fail\":80}}}|warn is not above fail",
        "{\"thresholds\":{\"diskUsedPercent\":{\"warn\":0,\"fail\":80}}}|between 1 and 100",
        "{\"thresholds\":{\"diskUsedPercent\":{\"warn\":80}}}|cannot be read",
        "{\"thresholds\":{\"certificateDays\":{\"warn\":3,\"fail\":14}}}|fail is not above warn",
        "{\"thresholds\":{\"httpsMillis\":4001}}|health.httpsMillis is 4001",
        "{\"thresholds\":{\"drift\":{\"backups\":0}}}|health.drift.backups is 0",
      })
  void settings_outOfRange_areRefusedWithTheirName(String json, String words) {
    assertThatThrownBy(() -> HealthSettings.fromEnvironment(Map.of(HealthSettings.VARIABLE, json)))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID);
              assertThat(e.getMessage()).contains(words).doesNotContain("secret");
            });
  }

  @Test
  void file_besideTheVariable_isRefused() {
    assertThatThrownBy(
            () ->
                HealthSettings.fromEnvironment(
                    Map.of(HealthSettings.VARIABLE, "{}", HealthSettings.FILE_VARIABLE, "f")))
        .hasMessageContaining("are both set");
    assertThatThrownBy(
            () -> HealthSettings.fromEnvironment(Map.of(HealthSettings.FILE_VARIABLE, "/none")))
        .hasMessageContaining("cannot be read");
  }
}
