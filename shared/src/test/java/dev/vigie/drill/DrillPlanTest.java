package dev.vigie.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.config.FleetSettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When drills begin. */
class DrillPlanTest {
  /** A Sunday. */
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private static final String SUNDAYS = "\"expression\": \"cron(0 12 ? * SUN *)\"";

  @Test
  void drills_ofAWholeFleet_beginEachOnce_withinTheWindow_howeverItIsCutIntoTicks() {
    DrillPlan plan = plan(300, SUNDAYS + ", \"window\": \"PT2H\"");
    List<PlannedDrill> found = new ArrayList<>();
    for (Instant tick = NOON.minusSeconds(3_600);
        tick.isBefore(NOON.plusSeconds(3 * 3_600));
        tick = tick.plusSeconds(300)) {
      found.addAll(plan.beginning(tick, tick.plusSeconds(300)));
    }

    assertThat(found).extracting(PlannedDrill::database).doesNotHaveDuplicates().hasSize(300);
    assertThat(found)
        .allMatch(drill -> drill.time().equals(NOON))
        .allMatch(
            drill ->
                !drill.begin().isBefore(NOON) && drill.begin().isBefore(NOON.plusSeconds(7_200)))
        .isSortedAccordingTo((one, other) -> one.begin().compareTo(other.begin()));
    // Of 300 in 24 ticks some twelve begin in each.
    assertThat(
            found.stream()
                .collect(
                    Collectors.groupingBy(
                        drill -> Duration.between(NOON, drill.begin()).toMinutes() / 5,
                        Collectors.counting()))
                .values())
        .allMatch(number -> number < 40);
  }

  @Test
  void drill_withoutAWindow_beginsWhenTheScheduleFires_whereItsZoneHasIt() {
    DrillPlan plan = plan(1, SUNDAYS + ", \"window\": \"PT0S\", \"zone\": \"Europe/Paris\"");

    assertThat(plan.beginning(NOON.minusSeconds(3_900), NOON.minusSeconds(3_600)))
        .containsExactly(
            new PlannedDrill("main", "db0", NOON.minusSeconds(3_600), NOON.minusSeconds(3_600)));
    assertThat(plan.beginning(NOON.minusSeconds(300), NOON)).isEmpty();
  }

  @Test
  void fleet_thatNamesNoTime_plansNothing() {
    assertThat(plan(1, "\"timeout\": \"PT1H\"").beginning(NOON.minusSeconds(86_400), NOON))
        .isEmpty();
    assertThat(
            new DrillPlan(fleet("{\"clusters\": [{\"name\": \"main\", \"node\": \"local\"}]}"))
                .beginning(NOON.minusSeconds(86_400), NOON))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT169H", "PT-1S"})
  void window_thatCannotBe_isRefused(String window) {
    assertThatThrownBy(() -> plan(1, "\"window\": \"" + window + "\""))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID))
        .hasMessageContaining("drills.window");
  }

  private static DrillPlan plan(int databases, String drills) {
    String names =
        IntStream.range(0, databases)
            .mapToObj(each -> "{\"name\": \"db%d\", \"rpo\": \"P1D\"}".formatted(each))
            .collect(Collectors.joining(", "));
    return new DrillPlan(
        fleet(
            """
            {"clusters": [{"name": "main", "node": "local", "databases": [%s]}],
             "drills": {"node": "monitoring", %s}}
            """
                .formatted(names, drills)));
  }

  private static FleetSettings fleet(String json) {
    return FleetSettings.fromEnvironment(Map.of(FleetSettings.VARIABLE, json));
  }
}
