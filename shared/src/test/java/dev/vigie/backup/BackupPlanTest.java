package dev.vigie.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.FleetSettings;
import dev.vigie.config.FleetSettings.Schedule;
import dev.vigie.config.ScheduleExpression;
import dev.vigie.config.Tier;
import dev.vigie.operation.OperationId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a fleet's schedules promise, and which promises nobody kept. */
class BackupPlanTest {
  private static final Instant NIGHT = Instant.parse("2026-11-24T01:00:00Z");
  private static final Duration WINDOW = Duration.ofHours(2);

  @Test
  void backups_ofAFleet_areSpreadOverTheirWindow() {
    BackupPlan plan = new BackupPlan(fleet(600, WINDOW));

    List<PlannedBackup> night = plan.beginning(NIGHT.minusSeconds(1), NIGHT.plus(WINDOW));

    assertThat(night).hasSize(600).isSortedAccordingTo((a, b) -> a.begin().compareTo(b.begin()));
    assertThat(night)
        .allSatisfy(
            each -> {
              assertThat(each.time()).isEqualTo(NIGHT);
              assertThat(each.begin()).isBetween(NIGHT, NIGHT.plus(WINDOW).minusSeconds(1));
            });
    // 50 each on average; that a fair spread has 90 in one of them is not to be expected.
    Map<Long, Long> tens =
        night.stream()
            .collect(
                Collectors.groupingBy(
                    each -> Duration.between(NIGHT, each.begin()).toMinutes() / 10,
                    Collectors.counting()));
    assertThat(tens).hasSize(12).allSatisfy((_, count) -> assertThat(count).isBetween(20L, 90L));
  }

  @Test
  void database_beginsAtTheSameMomentEachNight() {
    BackupPlan plan = new BackupPlan(fleet(5, WINDOW));

    List<PlannedBackup> first = plan.beginning(NIGHT.minusSeconds(1), NIGHT.plus(WINDOW));
    List<PlannedBackup> second =
        plan.beginning(
            NIGHT.plus(Duration.ofDays(1)).minusSeconds(1),
            NIGHT.plus(Duration.ofDays(1)).plus(WINDOW));

    assertThat(second)
        .extracting(each -> each.begin().minus(Duration.ofDays(1)))
        .isEqualTo(first.stream().map(PlannedBackup::begin).toList());
  }

  @Test
  void ticks_haveEachBackupOnce() {
    BackupPlan plan = new BackupPlan(fleet(100, WINDOW));
    List<OperationId> found = new ArrayList<>();
    Instant end = NIGHT.plus(Duration.ofDays(3)).minusSeconds(1);
    for (Instant tick = NIGHT.minusSeconds(1); tick.isBefore(end); tick = tick.plusSeconds(300)) {
      plan.beginning(tick, tick.plusSeconds(300)).forEach(each -> found.add(each.id()));
    }

    assertThat(found).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void backup_isMissedOnceItsGraceIsOver_untilItIsAskedFor() {
    BackupPlan plan = new BackupPlan(fleet(3, Duration.ZERO));
    Set<OperationId> asked = new HashSet<>();

    assertThat(plan.missed(NIGHT.plus(BackupPlan.GRACE).minusSeconds(1), asked::contains))
        .isEmpty();
    List<PlannedBackup> missed = plan.missed(NIGHT.plus(BackupPlan.GRACE), asked::contains);
    assertThat(missed).hasSize(3).allMatch(each -> each.time().equals(NIGHT));
    asked.add(missed.getFirst().id());
    assertThat(plan.missed(NIGHT.plus(Duration.ofHours(1)), asked::contains))
        .containsExactlyElementsOf(missed.subList(1, 3));
  }

  @Test
  void backup_isMadeUpForNoLongerThanADay() {
    Schedule weekly =
        new Schedule(
            "weekly",
            new ScheduleExpression("cron(0 1 ? * TUE *)"),
            ZoneId.of("UTC"),
            List.of(Tier.WEEKLY),
            Duration.ofHours(20));
    BackupPlan plan = new BackupPlan(fleet(weekly, 1));
    Instant begin =
        plan.beginning(NIGHT.minusSeconds(1), NIGHT.plus(Duration.ofDays(1))).getFirst().begin();

    assertThat(plan.missed(begin.plus(BackupPlan.GRACE), _ -> false)).hasSize(1);
    assertThat(plan.missed(begin.plus(BackupPlan.LOOK_BACK).minusSeconds(1), _ -> false))
        .hasSize(1);
    assertThat(plan.missed(begin.plus(BackupPlan.LOOK_BACK), _ -> false)).isEmpty();
  }

  @Test
  void id_isThatOfTheOrder_whoeverWorksItOut() {
    PlannedBackup backup =
        new BackupPlan(fleet(1, WINDOW))
            .beginning(NIGHT.minusSeconds(1), NIGHT.plus(WINDOW))
            .getFirst();

    assertThat(backup.id())
        .isEqualTo(OperationId.of(NIGHT, "backup", "main", "db0", "schedule nightly"));
    assertThat(backup.id()).isEqualTo(backup.order().id());
  }

  private static FleetSettings fleet(int databases, Duration window) {
    Schedule nightly =
        new Schedule(
            "nightly",
            new ScheduleExpression("cron(0 2 * * ? *)"),
            ZoneId.of("Europe/Paris"),
            List.of(Tier.DAILY),
            window);
    return fleet(nightly, databases);
  }

  private static FleetSettings fleet(Schedule schedule, int databases) {
    return new FleetSettings(
        List.of(
            new FleetSettings.Cluster(
                "main",
                "i-0123456789abcdef0",
                IntStream.range(0, databases)
                    .mapToObj(
                        number ->
                            new FleetSettings.Database(
                                "db" + number, Duration.ofHours(26), List.of(schedule)))
                    .toList())),
        Duration.ofHours(6),
        Duration.ofHours(12));
  }
}
