package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.ScheduleExpression;
import dev.vigie.config.Tier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings as the context gives them; no CDK is started. */
class OpsSettingsTest {
  @Test
  void defaults_apply_whereOnlyADatabaseAndItsScheduleAreGiven() {
    var settings = OpsContext.read(Map.of());
    assertThat(settings.backupTimeoutHours()).isEqualTo(6);
    assertThat(settings.restoreTimeoutHours()).isEqualTo(12);
    assertThat(settings.reconcileMinutes()).isEqualTo(15);
    assertThat(settings.logRetentionDays()).isEqualTo(90);
    assertThat(settings.functions())
        .isEqualTo(
            new FunctionRuntime(
                1_024,
                60,
                FunctionRuntime.ProcessorArchitecture.ARM64,
                FunctionRuntime.StartUp.NONE,
                FunctionRuntime.Concurrency.RESERVED));
    assertThat(settings.alerts()).isEqualTo(new AlertSettings(List.of(), List.of()));
    var database = settings.clusters().getFirst().databases().getFirst();
    assertThat(database.rpoHours()).isEqualTo(26);
    assertThat(database.schedules())
        .containsExactly(
            new BackupSchedule(
                "nightly",
                new ScheduleExpression("cron(0 2 * * ? *)"),
                "UTC",
                List.of(Tier.DAILY),
                0));
  }

  @Test
  void settings_inTheContext_areRead() {
    var settings =
        OpsContext.read(
            Map.of(
                "clusters",
                    Map.of(
                        "My cluster",
                        Map.of(
                            "node",
                            "i-0123456789abcdef0",
                            "databases",
                            Map.of(
                                "Büro",
                                Map.of(
                                    "rpoHours",
                                    4,
                                    "schedules",
                                    Map.of(
                                        "often",
                                        OpsContext.schedule(
                                            "expression", "rate(1 hour)",
                                            "timeZone", "Europe/Paris",
                                            "tier", "monthly",
                                            "windowMinutes", 30.0)))))),
                "functions",
                    Map.of(
                        "memoryMegabytes", 2_048,
                        "timeoutSeconds", 45,
                        "architecture", "x86_64",
                        "startUp", "snapstart",
                        "concurrency", "shared"),
                "alerts", Map.of("emails", List.of("ops@example.org"), "secrets", List.of("slack")),
                "logRetentionDays", 365));
    assertThat(settings.clusters())
        .containsExactly(
            new BackedUpCluster(
                "My cluster",
                "i-0123456789abcdef0",
                Optional.empty(),
                List.of(
                    new BackedUpDatabase(
                        "Büro",
                        4,
                        List.of(
                            new BackupSchedule(
                                "often",
                                new ScheduleExpression("rate(1 hour)"),
                                "Europe/Paris",
                                List.of(Tier.MONTHLY),
                                30))))));
    assertThat(settings.functions().startUp()).isEqualTo(FunctionRuntime.StartUp.SNAPSTART);
    assertThat(settings.functions().concurrency()).isEqualTo(FunctionRuntime.Concurrency.SHARED);
    assertThat(settings.alerts().emails()).containsExactly("ops@example.org");
    assertThat(settings.alerts().secrets()).containsExactly("slack");
  }

  @Test
  void clusters_missingOrEmpty_areRefused() {
    OpsContext.refused(Map.of("clusters", Map.of()))
        .hasMessage(
            "vigie.ops.clusters is empty; it must name at least one cluster, its node and its"
                + " databases.");
    OpsContext.refusedInCluster(Map.of("node", "database-1"))
        .hasMessage(
            "vigie.ops.clusters.main.databases is empty; it must name at least one database.");
    OpsContext.refusedInDatabase(Map.of("schedules", Map.of()))
        .hasMessage(
            OpsContext.DATABASE
                + ".schedules is empty; it must have at least one schedule, for example {\"nightly\":"
                + " {\"expression\": \"cron(0 2 * * ? *)\"}}.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Database-1", "db 1", "-db", "db-", "10.0.0.1", "db;reboot"})
  void node_ofAnotherForm_isRefused(String node) {
    OpsContext.refusedInCluster(Map.of("node", node))
        .hasMessage(
            ("vigie.ops.clusters.main.node is '%s'; it must be a node's name such as database-1, or"
                    + " an EC2 instance's id such as i-0123456789abcdef0.")
                .formatted(node));
  }

  @Test
  void name_thatPostgresCannotHave_isRefused() {
    var tooLong = "é".repeat(32);
    OpsContext.refused(Map.of("clusters", Map.of(tooLong, Map.of())))
        .hasMessage(
            "vigie.ops.clusters.%s is named '%s'; a name must have 1 to 63 bytes in UTF-8, without NUL."
                .formatted(tooLong, tooLong));
    OpsContext.refusedInCluster(Map.of("node", "database-1", "databases", Map.of("", Map.of())))
        .hasMessageContaining("is named ''; a name must have 1 to 63 bytes");
  }

  @ParameterizedTest
  @CsvSource({"0", "169", "-1"})
  void rpo_outOfRange_isRefused(int hours) {
    OpsContext.refusedInDatabase(Map.of("rpoHours", hours))
        .hasMessage(
            "%s.rpoHours is %d; it must be 1 to 168 hours.".formatted(OpsContext.DATABASE, hours));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backupTimeoutHours | 0 | 1 to 48 hours",
        "backupTimeoutHours | 49 | 1 to 48 hours",
        "restoreTimeoutHours | 0 | 1 to 48 hours",
        "restoreTimeoutHours | 49 | 1 to 48 hours",
        "reconcileMinutes | 4 | 5 to 60 minutes",
        "reconcileMinutes | 61 | 5 to 60 minutes"
      })
  void number_outOfRange_isRefused(String key, int value, String right) {
    OpsContext.refused(Map.of(key, value))
        .hasMessage("vigie.ops.%s is %d; it must be %s.".formatted(key, value, right));
  }

  @Test
  void logRetention_thatCloudWatchDoesNotTake_isRefused() {
    OpsContext.refused(Map.of("logRetentionDays", 100))
        .hasMessage(
            "vigie.ops.logRetentionDays is 100; it must be one of 7, 14, 30, 60, 90, 120, 150, 180,"
                + " 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, which CloudWatch"
                + " takes.");
  }

  @Test
  void key_unknown_isRefused() {
    OpsContext.refused(Map.of("schedules", Map.of()))
        .hasMessage(
            "context key 'vigie.ops.schedules' is unknown; 'vigie.ops' takes alerts,"
                + " backupTimeoutHours, clusters, copies, drills, fleet, functions, health,"
                + " logRetentionDays, reconcileMinutes, restoreTimeoutHours.");
    OpsContext.refused(Map.of("functions", Map.of("memory", 512)))
        .hasMessageStartingWith("context key 'vigie.ops.functions.memory' is unknown;");
    OpsContext.refused(Map.of("alerts", Map.of("slack", "x")))
        .hasMessageStartingWith("context key 'vigie.ops.alerts.slack' is unknown;");
    OpsContext.refusedInCluster(Map.of("node", "database-1", "host", "x"))
        .hasMessageStartingWith("context key 'vigie.ops.clusters.main.host' is unknown;");
    OpsContext.refusedInDatabase(Map.of("rpo", "PT26H"))
        .hasMessageStartingWith("context key '" + OpsContext.DATABASE + ".rpo' is unknown;");
  }
}
