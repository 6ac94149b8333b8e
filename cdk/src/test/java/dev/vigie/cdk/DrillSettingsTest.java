package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.config.ScheduleExpression;
import dev.vigie.error.VigieException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrillSettingsTest {
  @Test
  void defaults_areAWeeklyDrillOnTheMonitoringNode_andOfWhatIsKeptLong() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new DrillSettings(
                true,
                "monitoring",
                new ScheduleExpression("cron(0 12 ? * SUN *)"),
                "UTC",
                1,
                List.of("monthly", "yearly"),
                12,
                Map.of()));
  }

  @Test
  void settings_inTheContext_areRead() {
    var drills =
        read(
            Map.of(
                "enabled",
                false,
                "node",
                "i-0123456789abcdef0",
                "expression",
                "rate(3 days)",
                "timeZone",
                "Europe/Paris",
                "windowHours",
                24,
                "tiers",
                List.of("daily"),
                "timeoutHours",
                3,
                "checks",
                Map.of("main", Map.of("nocodb", Map.of("SELECT 1", "1")))));

    assertThat(drills.enabled()).isFalse();
    assertThat(drills.node()).isEqualTo("i-0123456789abcdef0");
    assertThat(drills.tiers()).containsExactly("daily");
    assertThat(drills.timeoutHours()).isEqualTo(3);
    assertThat(drills.windowHours()).isEqualTo(24);
    assertThat(drills.checks())
        .isEqualTo(Map.of("main", Map.of("nocodb", Map.of("SELECT 1", "1"))));
  }

  @Test
  void setting_thatCannotBe_isRefusedByItsName() {
    assertRefused(Map.of("node", "../x"), "vigie.ops.drills.node is '../x'");
    assertRefused(Map.of("expression", "often"), "vigie.ops.drills.expression");
    assertRefused(Map.of("timeZone", "Mars"), "vigie.ops.drills.timeZone is 'Mars'");
    assertRefused(Map.of("tiers", List.of("hourly")), "vigie.ops.drills.tiers holds 'hourly'");
    assertRefused(Map.of("timeoutHours", 49), "vigie.ops.drills.timeoutHours");
    assertRefused(Map.of("often", true), "vigie.ops.drills.often");
    assertRefused(
        Map.of("checks", Map.of("main", Map.of("other", Map.of("SELECT 1", "1")))),
        "database 'other' of cluster 'main', which is not backed up");
    assertRefused(Map.of("windowHours", 169), "vigie.ops.drills.windowHours");
    Map<String, String> many =
        IntStream.range(0, 101)
            .mapToObj(Integer::toString)
            .collect(Collectors.toMap(each -> "SELECT " + each, each -> each));
    assertRefused(
        Map.of("checks", Map.of("main", Map.of("nocodb", many))),
        "vigie.ops.drills.checks.main.nocodb has 101 statements");
  }

  private static void assertRefused(Map<String, Object> drills, String message) {
    assertThatThrownBy(() -> read(drills))
        .isInstanceOf(VigieException.class)
        .hasMessageContaining(message);
  }

  private static DrillSettings read(Map<String, Object> drills) {
    return OpsContext.read(Map.of("drills", drills)).drills();
  }
}
