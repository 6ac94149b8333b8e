package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.config.ScheduleExpression;
import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings as the context gives them; no CDK is started. */
class OpsSettingsTest {
  private static final String DATABASE = "vigie.ops.clusters.main.databases.nocodb";
  private static final String NIGHTLY = DATABASE + ".schedules.nightly";

  @Test
  void defaults_apply_whereOnlyADatabaseAndItsScheduleAreGiven() {
    var settings = read(Map.of());
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
        read(
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
                                        schedule(
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
    refused(Map.of("clusters", Map.of()))
        .hasMessage(
            "vigie.ops.clusters is empty; it must name at least one cluster, its node and its"
                + " databases.");
    refusedInCluster(Map.of("node", "database-1"))
        .hasMessage(
            "vigie.ops.clusters.main.databases is empty; it must name at least one database.");
    refusedInDatabase(Map.of("schedules", Map.of()))
        .hasMessage(
            DATABASE
                + ".schedules is empty; it must have at least one schedule, for example {\"nightly\":"
                + " {\"expression\": \"cron(0 2 * * ? *)\"}}.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Database-1", "db 1", "-db", "db-", "10.0.0.1", "db;reboot"})
  void node_ofAnotherForm_isRefused(String node) {
    refusedInCluster(Map.of("node", node))
        .hasMessage(
            ("vigie.ops.clusters.main.node is '%s'; it must be a node's name such as database-1, or"
                    + " an EC2 instance's id such as i-0123456789abcdef0.")
                .formatted(node));
  }

  @Test
  void name_thatPostgresCannotHave_isRefused() {
    var tooLong = "é".repeat(32);
    refused(Map.of("clusters", Map.of(tooLong, Map.of())))
        .hasMessage(
            "vigie.ops.clusters.%s is named '%s'; a name must have 1 to 63 bytes in UTF-8, without NUL."
                .formatted(tooLong, tooLong));
    refusedInCluster(Map.of("node", "database-1", "databases", Map.of("", Map.of())))
        .hasMessageContaining("is named ''; a name must have 1 to 63 bytes");
  }

  @ParameterizedTest
  @CsvSource({"0", "169", "-1"})
  void rpo_outOfRange_isRefused(int hours) {
    refusedInDatabase(Map.of("rpoHours", hours))
        .hasMessage("%s.rpoHours is %d; it must be 1 to 168 hours.".formatted(DATABASE, hours));
  }

  @Test
  void rpo_thatNoRateCanKeep_isRefused() {
    var daily = schedule("expression", "rate(1 day)", "windowMinutes", 30);
    refusedInDatabase(Map.of("rpoHours", 24, "schedules", Map.of("nightly", daily)))
        .hasMessage(
            DATABASE
                + ".rpoHours is 24; it must be at least 25, since that is how far apart its backups"
                + " may be.");
  }

  @Test
  void schedule_badInAnyKey_isRefusedByThatKey() {
    refusedInSchedule(Map.of("tier", "daily"))
        .hasMessage(
            NIGHTLY
                + ".expression is missing; it must be rate(…) or cron(…), for example cron(0 2 * * ? *).");
    refusedInSchedule(schedule("expression", "cron(0 25 * * ? *)"))
        .hasMessage(
            NIGHTLY
                + ".expression is 'cron(0 25 * * ? *)'; it must be cron(…) whose hour is 0 to 23, for"
                + " example cron(0 2 * * ? *).");
    refusedInSchedule(schedule("expression", "rate(1 day)", "timeZone", "Paris"))
        .hasMessage(
            NIGHTLY
                + ".timeZone is 'Paris'; it must be a name of the IANA time zone database, for example"
                + " Europe/Paris.");
    refusedInSchedule(schedule("expression", "rate(1 day)", "tier", "hourly"))
        .hasMessage(
            NIGHTLY + ".tier is 'hourly'; it must be 'daily', 'weekly', 'monthly' or 'yearly'.");
    refusedInSchedule(schedule("expression", "rate(1 day)", "windowMinutes", 1_441))
        .hasMessage(NIGHTLY + ".windowMinutes is 1441; it must be 0 to 1440 minutes.");
    refusedInSchedule(schedule("expression", "rate(1 day)", "zone", "UTC"))
        .hasMessageStartingWith("context key '" + NIGHTLY + ".zone' is unknown;");
  }

  @Test
  void tiers_areOneOrSeveral() {
    var several = schedule("expression", "rate(1 day)", "tiers", List.of("daily", "monthly"));
    var nocodb = Map.of("nocodb", Map.of("schedules", Map.of("nightly", several)));
    var settings =
        read(Map.of("clusters", Map.of("main", Map.of("node", "db-1", "databases", nocodb))));
    assertThat(settings.clusters().getFirst().databases().getFirst().schedules().getFirst().tiers())
        .containsExactly(Tier.DAILY, Tier.MONTHLY);
    refusedInSchedule(
            schedule("expression", "rate(1 day)", "tier", "daily", "tiers", List.of("weekly")))
        .hasMessage(
            NIGHTLY
                + " has a tier and tiers; it must have one of them, and 'tiers' takes several.");
    refusedInSchedule(schedule("expression", "rate(1 day)", "tiers", List.of()))
        .hasMessage(NIGHTLY + ".tiers is []; it must name at least one tier, and none twice.");
    refusedInSchedule(schedule("expression", "rate(1 day)", "tiers", List.of("daily", "daily")))
        .hasMessage(
            NIGHTLY + ".tiers is [daily, daily]; it must name at least one tier, and none twice.");
    refusedInSchedule(schedule("expression", "rate(1 day)", "tiers", List.of("hourly")))
        .hasMessageStartingWith(NIGHTLY + ".tiers is 'hourly'; it must be 'daily',");
  }

  @Test
  void fleet_inItsRanges_isRead() {
    assertThat(read(Map.of()).fleet())
        .isEqualTo(new FleetDispatch(2, 5, FleetDispatch.Watch.DATABASES));
    assertThat(
            read(Map.of("fleet", Map.of("backupsPerNode", 4, "starters", 20, "watch", "fleet")))
                .fleet())
        .isEqualTo(new FleetDispatch(4, 20, FleetDispatch.Watch.FLEET));
    refused(Map.of("fleet", Map.of("backupsPerNode", 17)))
        .hasMessage("vigie.ops.fleet.backupsPerNode is 17; it must be 1 to 16 backups.");
    refused(Map.of("fleet", Map.of("starters", 1)))
        .hasMessage("vigie.ops.fleet.starters is 1; it must be 2 to 100 functions.");
    refused(Map.of("fleet", Map.of("watch", "none")))
        .hasMessage("vigie.ops.fleet.watch is 'none'; it must be 'databases' or 'fleet'.");
  }

  @Test
  void databases_moreThanAStackHasAlarmsFor_areWatchedTogether() {
    var databases = new HashMap<String, Object>();
    for (int i = 0; i <= FleetDispatch.MOST_WATCHED; i++) {
      databases.put(
          "db" + i, Map.of("schedules", Map.of("nightly", schedule("expression", "rate(1 day)"))));
    }
    var clusters = Map.of("main", Map.of("node", "database-1", "databases", databases));
    refused(Map.of("clusters", clusters))
        .hasMessage(
            "vigie.ops.clusters names 151 databases, and a stack has room for the alarms of 150;"
                + " set vigie.ops.fleet.watch to 'fleet', which watches all together.");
    assertThat(read(Map.of("clusters", clusters, "fleet", Map.of("watch", "fleet"))).clusters())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Nightly", "night ly", "-night", "a-name-of-21-letters-"})
  void scheduleName_ofAnotherForm_isRefused(String name) {
    refusedInDatabase(Map.of("schedules", Map.of(name, Map.of("expression", "cron(0 2 * * ? *)"))))
        .hasMessageContaining(
            "is named '%s'; a schedule's name must be 1 to 20 lower-case letters, digits and hyphens."
                .formatted(name));
  }

  @Test
  void schedules_atTheSameTimes_areRefused() {
    var nightly = Map.of("expression", "cron(0 2 * * ? *)");
    refusedInDatabase(Map.of("schedules", Map.of("daily", nightly, "weekly", nightly)))
        .hasMessage(
            DATABASE
                + ".schedules.weekly.expression is 'cron(0 2 * * ? *)', as that of 'daily' is; a"
                + " database is backed up once at a time, so keep the schedule of the higher tier"
                + " alone.");
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
    refused(Map.of(key, value))
        .hasMessage("vigie.ops.%s is %d; it must be %s.".formatted(key, value, right));
  }

  @Test
  void logRetention_thatCloudWatchDoesNotTake_isRefused() {
    refused(Map.of("logRetentionDays", 100))
        .hasMessage(
            "vigie.ops.logRetentionDays is 100; it must be one of 7, 14, 30, 60, 90, 120, 150, 180,"
                + " 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, which CloudWatch"
                + " takes.");
  }

  @Test
  void key_unknown_isRefused() {
    refused(Map.of("schedules", Map.of()))
        .hasMessage(
            "context key 'vigie.ops.schedules' is unknown; 'vigie.ops' takes alerts,"
                + " backupTimeoutHours, clusters, copies, drills, fleet, functions, health,"
                + " logRetentionDays, reconcileMinutes, restoreTimeoutHours.");
    refused(Map.of("functions", Map.of("memory", 512)))
        .hasMessageStartingWith("context key 'vigie.ops.functions.memory' is unknown;");
    refused(Map.of("alerts", Map.of("slack", "x")))
        .hasMessageStartingWith("context key 'vigie.ops.alerts.slack' is unknown;");
    refusedInCluster(Map.of("node", "database-1", "host", "x"))
        .hasMessageStartingWith("context key 'vigie.ops.clusters.main.host' is unknown;");
    refusedInDatabase(Map.of("rpo", "PT26H"))
        .hasMessageStartingWith("context key '" + DATABASE + ".rpo' is unknown;");
  }

  private static Map<String, Object> schedule(Object... entries) {
    var map = new HashMap<String, Object>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }

  private static OpsSettings read(Map<String, Object> settings) {
    var all = new HashMap<String, Object>();
    var nightly = Map.of("expression", "cron(0 2 * * ? *)");
    var nocodb = Map.of("nocodb", Map.of("schedules", Map.of("nightly", nightly)));
    all.put("clusters", Map.of("main", Map.of("node", "database-1", "databases", nocodb)));
    all.putAll(settings);
    return OpsSettings.from(new ContextObject("vigie.ops", all));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refusedInSchedule(
      Map<String, Object> schedule) {
    return refusedInDatabase(Map.of("schedules", Map.of("nightly", schedule)));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refusedInDatabase(
      Map<String, Object> database) {
    var all = new HashMap<String, Object>();
    all.put("schedules", Map.of("nightly", Map.of("expression", "cron(0 2 * * ? *)")));
    all.putAll(database);
    return refusedInCluster(Map.of("node", "database-1", "databases", Map.of("nocodb", all)));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refusedInCluster(
      Map<String, Object> cluster) {
    return refused(Map.of("clusters", Map.of("main", cluster)));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      Map<String, Object> settings) {
    return assertThatThrownBy(() -> read(settings))
        .isInstanceOfSatisfying(
            VigieException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }
}
