package dev.vigie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetSettingsTest {
  @TempDir Path directory;

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

  @Test
  void schedule_withDefaults_isRead() {
    FleetSettings.Schedule schedule =
        read(fleet("{\"name\":\"nightly\",\"expression\":\"rate(1 day)\"}"))
            .require("main")
            .databases()
            .getFirst()
            .schedules()
            .getFirst();

    assertThat(schedule)
        .isEqualTo(
            new FleetSettings.Schedule(
                "nightly",
                new ScheduleExpression("rate(1 day)"),
                ZoneOffset.UTC,
                List.of(Tier.DAILY),
                Duration.ZERO));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|schedules.name is missing",
        "{\"name\":\"nightly\"}|schedules.expression is missing",
        "{\"name\":\"Nightly\",\"expression\":\"rate(1 day)\"}|schedules.name is of the form",
        "{\"name\":\"n\",\"expression\":\"rate(1 days)\"}|a schedule's expression is 'rate(1 days)'",
        "{\"name\":\"n\",\"expression\":\"rate(1 day)\",\"zone\":\"Paris\"}|cannot be read",
        "{\"name\":\"n\",\"expression\":\"rate(1 day)\",\"tiers\":[]}|names none, or one twice",
        "{\"name\":\"n\",\"expression\":\"rate(1 day)\",\"window\":\"PT25H\"}|between PT0S and PT24H",
        "{\"name\":\"n\",\"expression\":\"rate(1 day)\",\"window\":\"-PT1S\"}|between PT0S and PT24H",
      })
  void schedule_outOfRange_isRefused(String schedule, String words) {
    assertThatThrownBy(() -> read(fleet(schedule)))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID))
        .hasMessageContaining(words);
  }

  @Test
  void file_isReadInThePlaceOfTheVariable() throws IOException {
    Path file = Files.writeString(directory.resolve("fleet.json"), fleet(""));
    Map<String, String> named = Map.of(FleetSettings.FILE_VARIABLE, file.toString());

    assertThat(FleetSettings.fromEnvironment(named).require("main").databases()).hasSize(1);
    assertThatThrownBy(
            () ->
                FleetSettings.fromEnvironment(
                    Map.of(
                        FleetSettings.FILE_VARIABLE,
                        file.toString(),
                        FleetSettings.VARIABLE,
                        "{}")))
        .hasMessageContaining("are both set");
    assertThatThrownBy(
            () ->
                FleetSettings.fromEnvironment(
                    Map.of(FleetSettings.FILE_VARIABLE, directory.resolve("none").toString())))
        .hasMessageContaining("cannot be read");
  }

  private static String fleet(String schedule) {
    return "{\"clusters\":[{\"name\":\"main\",\"node\":\"local\",\"databases\":[{\"name\":\"db\","
        + "\"rpo\":\"P1D\",\"schedules\":[%s]}]}]}".formatted(schedule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|VIGIE_FLEET is missing",
        "null|VIGIE_FLEET is null",
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
