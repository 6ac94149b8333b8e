package dev.vigie.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.FleetSettings.Schedule;
import dev.vigie.config.ScheduleExpression;
import dev.vigie.config.Tier;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of a schedule's backups are kept for long. */
class TierPolicyTest {
  private static final List<Tier> ALL = List.of(Tier.values());

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T02:00:00Z, DAILY", // a Monday
    "2026-11-28T02:00:00Z, DAILY",
    "2026-11-29T02:00:00Z, WEEKLY", // a Sunday
    "2026-12-01T02:00:00Z, MONTHLY",
    "2027-01-01T02:00:00Z, YEARLY",
    "2027-01-03T02:00:00Z, WEEKLY",
    "2028-02-29T02:00:00Z, DAILY",
    "2028-03-01T02:00:00Z, MONTHLY",
    "2033-01-02T02:00:00Z, WEEKLY"
  })
  void nightly_isKeptByTheHighestThatItQualifiesFor(String time, Tier tier) {
    assertThat(TierPolicy.of(schedule("cron(0 2 * * ? *)", "UTC", ALL), Instant.parse(time)))
        .isEqualTo(tier);
  }

  @Test
  void tier_thatTheScheduleLacks_isNotGiven() {
    Schedule schedule = schedule("cron(0 2 * * ? *)", "UTC", List.of(Tier.WEEKLY, Tier.YEARLY));

    assertThat(TierPolicy.of(schedule, Instant.parse("2026-11-23T02:00:00Z")))
        .isEqualTo(Tier.WEEKLY);
    assertThat(TierPolicy.of(schedule, Instant.parse("2026-12-01T02:00:00Z")))
        .isEqualTo(Tier.WEEKLY);
    assertThat(TierPolicy.of(schedule, Instant.parse("2027-01-01T02:00:00Z")))
        .isEqualTo(Tier.YEARLY);
  }

  @Test
  void year_ofAnHourlySchedule_hasOneBackupOfEachPeriod() {
    Map<Tier, Long> counts = counts("rate(1 hour)", "UTC", ALL);

    assertThat(counts)
        .containsEntry(Tier.YEARLY, 1L)
        .containsEntry(Tier.MONTHLY, 11L)
        // Of 52 Sundays of 2027 one is the first of August.
        .containsEntry(Tier.WEEKLY, 51L);
  }

  @Test
  void scheduleWithoutSundays_hasItsWeeklyOnMondays() {
    Schedule schedule = schedule("cron(0 2 ? * MON-FRI *)", "UTC", ALL);

    assertThat(TierPolicy.of(schedule, Instant.parse("2026-11-23T02:00:00Z")))
        .isEqualTo(Tier.WEEKLY);
    assertThat(TierPolicy.of(schedule, Instant.parse("2026-11-24T02:00:00Z")))
        .isEqualTo(Tier.DAILY);
  }

  @Test
  void periods_areThoseOfTheSchedulesZone() {
    // 00:30 on the 1st in Paris, which is still November in UTC.
    assertThat(
            TierPolicy.of(
                schedule("cron(30 0 * * ? *)", "Europe/Paris", ALL),
                Instant.parse("2026-11-30T23:30:00Z")))
        .isEqualTo(Tier.MONTHLY);
    assertThat(
            TierPolicy.of(
                schedule("cron(30 23 * * ? *)", "UTC", ALL), Instant.parse("2026-11-30T23:30:00Z")))
        .isEqualTo(Tier.DAILY);
  }

  @Test
  void sundayWithoutTheTime_hasItsWeeklyOnTheDayAfter() {
    Schedule schedule = schedule("cron(30 2 * * ? *)", "Europe/Paris", ALL);

    // On Sunday, 29 March 2026, there is no 02:30.
    assertThat(TierPolicy.of(schedule, Instant.parse("2026-03-30T00:30:00Z")))
        .isEqualTo(Tier.WEEKLY);
    // On Sunday, 25 October 2026, there are two.
    assertThat(TierPolicy.of(schedule, Instant.parse("2026-10-25T00:30:00Z")))
        .isEqualTo(Tier.WEEKLY);
  }

  @Test
  void first_whereMidnightIsLeftOut_isStillTheFirst() {
    // In Beirut the clocks go from 00:00 to 01:00, on a Sunday.
    Schedule schedule = schedule("cron(30 1 * * ? *)", "Asia/Beirut", ALL);

    assertThat(TierPolicy.of(schedule, Instant.parse("2026-03-28T22:30:00Z")))
        .isEqualTo(Tier.WEEKLY);
  }

  private static Map<Tier, Long> counts(String expression, String zone, List<Tier> tiers) {
    Schedule schedule = schedule(expression, zone, tiers);
    Instant start = Instant.parse("2027-01-01T00:00:00Z");
    return schedule
        .expression()
        .between(
            start.minusNanos(1), start.plus(Duration.ofDays(365)).minusNanos(1), ZoneId.of(zone))
        .stream()
        .collect(
            Collectors.groupingBy(time -> TierPolicy.of(schedule, time), Collectors.counting()));
  }

  private static Schedule schedule(String expression, String zone, List<Tier> tiers) {
    return new Schedule(
        "nightly", new ScheduleExpression(expression), ZoneId.of(zone), tiers, Duration.ZERO);
  }
}
