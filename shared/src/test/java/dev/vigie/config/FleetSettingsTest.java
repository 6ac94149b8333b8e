package dev.vigie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetSettingsTest {

  @Test
  void settings_withDefaults_areRead() {
    FleetSettings fleet =
        read(
            "{\"clusters\":[{\"name\":\"main\",\"node\":\"local\","
                + "\"databases\":[{\"name\":\"db\",\"rpo\":\"P1D\"}]}]}");

    assertThat(fleet.backupTimeout()).isEqualTo(Duration.ofHours(6));
    assertThat(fleet.restoreTimeout()).isEqualTo(Duration.ofHours(12));
    assertThat(fleet.require("main").databases().getFirst().rpo()).isEqualTo(Duration.ofDays(1));
    assertThat(fleet.cluster("other")).isEmpty();
    assertThatThrownBy(() -> fleet.require("other"))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|VIGIE_FLEET is missing",
        "null|VIGIE_FLEET is missing",
        "{|cannot be read",
        "[]|cannot be read",
        "{}|clusters names no cluster",
        "{\"clusters\":[null]}|cannot be read",
        "{\"clusters\":[{}]}|clusters.name is missing",
        "{\"clusters\":[{\"name\":\"a\"}]}|clusters.node is missing",
        "{\"clusters\":[{\"name\":\"a\",\"node\":\"n\"},{\"name\":\"a\",\"node\":\"n\"}]}|named twice",
        "{\"clusters\":[{\"name\":\"a\\u0000\",\"node\":\"n\"}]}|clusters.name has 1 to 63",
        "{\"clusters\":[{\"name\":\"\\ud83d\",\"node\":\"n\"}]}|clusters.name has 1 to 63",
        "{\"clusters\":[{\"name\":\"a\",\"node\":\"n\",\"x\":1}]}|\"x\"",
        "{\"clusters\":[{\"name\":\"a\",\"node\":\"n\"}]} x|cannot be read",
        "{\"clusters\":[{\"name\":\"a\",\"node\":\"n\"}],\"backupTimeout\":\"PT59S\"}|backupTimeout lies between",
        "{\"clusters\":[{\"name\":\"a\",\"node\":\"n\"}],\"restoreTimeout\":\"PT48H1S\"}|restoreTimeout lies between",
        "{\"clusters\":[{\"name\":\"a\",\"node\":\"n\",\"databases\":[{\"name\":\"d\"}]}]}|databases.rpo is missing",
        "{\"clusters\":[{\"name\":\"a\",\"node\":\"n\",\"databases\":[{\"name\":\"d\",\"rpo\":\"PT1S\"}]}]}|at least PT1M",
        "{\"clusters\":[{\"name\":\"a\",\"node\":\"n\",\"databases\":[{\"name\":\"d\",\"rpo\":\"P1D\"},{\"name\":\"d\",\"rpo\":\"P1D\"}]}]}|named twice",
      })
  void settings_outOfRange_areRefusedWithTheirName(String json, String words) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID);
              assertThat(e.getMessage()).contains(words);
            });
  }

  private static FleetSettings read(String json) {
    return FleetSettings.fromEnvironment(Map.of(FleetSettings.VARIABLE, json));
  }
}
