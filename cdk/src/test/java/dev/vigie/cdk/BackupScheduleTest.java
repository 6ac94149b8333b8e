package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.Tier;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When databases are backed up, as the context gives it. */
class BackupScheduleTest {
  private static final String NIGHTLY = OpsContext.DATABASE + ".schedules.nightly";

  @Test
  void rpo_thatNoRateCanKeep_isRefused() {
    var daily = OpsContext.schedule("expression", "rate(1 day)", "windowMinutes", 30);
    OpsContext.refusedInDatabase(Map.of("rpoHours", 24, "schedules", Map.of("nightly", daily)))
        .hasMessage(
            OpsContext.DATABASE
                + ".rpoHours is 24; it must be at least 25, since that is how far apart its backups"
                + " may be.");
  }

  @Test
  void schedule_badInAnyKey_isRefusedByThatKey() {
    refusedInSchedule(Map.of("tier", "daily"))
        .hasMessage(
            NIGHTLY
                + ".expression is missing; it must be rate(…) or cron(…), for example cron(0 2 * * ? *).");
    refusedInSchedule(OpsContext.schedule("expression", "cron(0 25 * * ? *)"))
        .hasMessage(
            NIGHTLY
                + ".expression is 'cron(0 25 * * ? *)'; it must be cron(…) whose hour is 0 to 23, for"
                + " example cron(0 2 * * ? *).");
    refusedInSchedule(OpsContext.schedule("expression", "rate(1 day)", "timeZone", "Paris"))
        .hasMessage(
            NIGHTLY
                + ".timeZone is 'Paris'; it must be a name of the IANA time zone database, for example"
                + " Europe/Paris.");
    refusedInSchedule(OpsContext.schedule("expression", "rate(1 day)", "tier", "hourly"))
        .hasMessage(
            NIGHTLY + ".tier is 'hourly'; it must be 'daily', 'weekly', 'monthly' or 'yearly'.");
    refusedInSchedule(OpsContext.schedule("expression", "rate(1 day)", "windowMinutes", 1_441))
        .hasMessage(NIGHTLY + ".windowMinutes is 1441; it must be 0 to 1440 minutes.");
    refusedInSchedule(OpsContext.schedule("expression", "rate(1 day)", "zone", "UTC"))
        .hasMessageStartingWith("context key '" + NIGHTLY + ".zone' is unknown;");
  }

  @Test
  void tiers_areOneOrSeveral() {
    var several =
        OpsContext.schedule("expression", "rate(1 day)", "tiers", List.of("daily", "monthly"));
    var nocodb = Map.of("nocodb", Map.of("schedules", Map.of("nightly", several)));
    var settings =
        OpsContext.read(
            Map.of("clusters", Map.of("main", Map.of("node", "db-1", "databases", nocodb))));
    assertThat(settings.clusters().getFirst().databases().getFirst().schedules().getFirst().tiers())
        .containsExactly(Tier.DAILY, Tier.MONTHLY);
    refusedInSchedule(
            OpsContext.schedule(
                "expression", "rate(1 day)", "tier", "daily", "tiers", List.of("weekly")))
        .hasMessage(
            NIGHTLY
                + " has a tier and tiers; it must have one of them, and 'tiers' takes several.");
    refusedInSchedule(OpsContext.schedule("expression", "rate(1 day)", "tiers", List.of()))
        .hasMessage(NIGHTLY + ".tiers is []; it must name at least one tier, and none twice.");
    refusedInSchedule(
            OpsContext.schedule("expression", "rate(1 day)", "tiers", List.of("daily", "daily")))
        .hasMessage(
            NIGHTLY + ".tiers is [daily, daily]; it must name at least one tier, and none twice.");
    refusedInSchedule(OpsContext.schedule("expression", "rate(1 day)", "tiers", List.of("hourly")))
        .hasMessageStartingWith(NIGHTLY + ".tiers is 'hourly'; it must be 'daily',");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Nightly", "night ly", "-night", "a-name-of-21-letters-"})
  void scheduleName_ofAnotherForm_isRefused(String name) {
    OpsContext.refusedInDatabase(
            Map.of("schedules", Map.of(name, Map.of("expression", "cron(0 2 * * ? *)"))))
        .hasMessageContaining(
            "is named '%s'; a schedule's name must be 1 to 20 lower-case letters, digits and hyphens."
                .formatted(name));
  }

  @Test
  void schedules_atTheSameTimes_areRefused() {
    var nightly = Map.of("expression", "cron(0 2 * * ? *)");
    OpsContext.refusedInDatabase(Map.of("schedules", Map.of("daily", nightly, "weekly", nightly)))
        .hasMessage(
            OpsContext.DATABASE
                + ".schedules.weekly.expression is 'cron(0 2 * * ? *)', as that of 'daily' is; a"
                + " database is backed up once at a time, so keep the schedule of the higher tier"
                + " alone.");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refusedInSchedule(
      Map<String, Object> schedule) {
    return OpsContext.refusedInDatabase(Map.of("schedules", Map.of("nightly", schedule)));
  }
}
