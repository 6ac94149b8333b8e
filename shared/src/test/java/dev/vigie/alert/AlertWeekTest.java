package dev.vigie.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.AlertPolicy;
import dev.vigie.config.QuietHours;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A week of rounds, each five minutes, and how much people have to read. */
class AlertWeekTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final AlertPolicy POLICY =
      Rounds.policy(
          ", \"quiet\": {\"from\": \"22:00\", \"to\": \"07:00\", \"zone\": \"Europe/Paris\"}");

  private static final QuietHours QUIET = Objects.requireNonNull(POLICY.quiet());

  /** What one service tells that goes up and down all week, each state so many minutes. */
  @ParameterizedTest
  @ValueSource(ints = {5, 10, 15, 20, 30, 45, 60, 90, 120, 150, 180})
  void service_thatFlapsAllWeek_isToldSixTimesAtMost(int minutes) {
    Rounds rounds = new Rounds(POLICY, Rounds.NOON);
    int messages = 0;
    while (rounds.now().isBefore(Rounds.NOON.plus(WEEK))) {
      long half = Duration.between(Rounds.NOON, rounds.now()).toMinutes() / minutes;
      messages += rounds.see(List.of(Rounds.finding("nocodb", half % 2 == 0 ? 'O' : 'F'))).size();
    }

    assertThat(messages).isBetween(1, 6);
  }

  /** Slower than that it is no flapping, and each change is told: eight a day at most. */
  @Test
  void service_thatChangesEveryFourHours_isToldEachTime() {
    Rounds rounds = new Rounds(POLICY, Rounds.NOON);
    int messages = 0;
    while (rounds.now().isBefore(Rounds.NOON.plus(WEEK))) {
      long half = Duration.between(Rounds.NOON, rounds.now()).toHours() / 4;
      messages += rounds.see(List.of(Rounds.finding("nocodb", half % 2 == 0 ? 'O' : 'F'))).size();
    }

    assertThat(messages).isEqualTo(41);
  }

  /**
   * A bad week of a deployment with 10 databases: a flapping service, probes that now and then see
   * nothing, a disk that warns each night, a machine that is down once with all that runs on it, a
   * backup that comes late, a reading that hovers about its threshold.
   */
  @Test
  void badWeek_tellsLittle_andEverythingThatNeedsAPerson() {
    Rounds rounds = new Rounds(POLICY, Rounds.NOON);
    Random chance = new Random(2026);
    int messages = 0;
    int atNight = 0;
    Set<String> told = new HashSet<>();
    while (rounds.now().isBefore(Rounds.NOON.plus(WEEK))) {
      Instant now = rounds.now();
      List<Notice> notices = rounds.see(findings(now, chance));
      messages += notices.isEmpty() ? 0 : 1;
      atNight += notices.isEmpty() || !QUIET.contains(now) ? 0 : 1;
      notices.forEach(each -> told.add(each.check().id() + " " + each.finding().subject()));
    }

    assertThat(told)
        .contains("service nocodb", "node database-1", "backup-age main/db3", "https x")
        .doesNotContain("postgres main")
        .noneMatch(each -> each.startsWith("disk"))
        .noneMatch(each -> each.startsWith("bucket"));
    assertThat(messages).isEqualTo(12);
    assertThat(atNight).isEqualTo(1);
  }

  private static List<Finding> findings(Instant now, Random chance) {
    Duration into = Duration.between(Rounds.NOON, now);
    LocalTime local = LocalTime.ofInstant(now, PARIS);
    boolean night = local.isAfter(LocalTime.of(1, 0)) && local.isBefore(LocalTime.of(4, 0));
    boolean outage = between(into, Duration.ofHours(50), Duration.ofMinutes(95));
    boolean flap = into.toMinutes() / 15 % 3 == 0;
    List<Finding> found = new ArrayList<>();
    add(found, Check.SERVICE, "nocodb", flap ? Health.FAIL : Health.OK);
    add(found, Check.DISK, "database-1 /srv", night ? Health.WARN : Health.OK);
    add(found, Check.NODE, "database-1", outage ? Health.FAIL : Health.OK);
    found.add(
        outage
            ? new Finding(
                Check.POSTGRES, "main", Health.UNKNOWN, "because", Optional.of(Check.NODE))
            : new Finding(Check.POSTGRES, "main", Health.OK, ""));
    boolean late = between(into, Duration.ofHours(100), Duration.ofHours(5));
    add(found, Check.BACKUP_AGE, "main/db3", late ? Health.FAIL : Health.OK);
    add(found, Check.HTTPS, "x", chance.nextInt(3) == 0 ? Health.WARN : Health.OK);
    for (int i = 0; i < 10; i++) {
      Health health = chance.nextInt(50) == 0 ? Health.UNKNOWN : Health.OK;
      add(found, Check.BACKUP_DRIFT, "main/db" + i, health);
    }
    add(found, Check.BUCKET_ACCESS, "bucket", Health.OK);
    return found;
  }

  private static boolean between(Duration into, Duration from, Duration length) {
    return into.compareTo(from) >= 0 && into.compareTo(from.plus(length)) < 0;
  }

  private static void add(List<Finding> found, Check check, String subject, Health health) {
    found.add(new Finding(check, subject, health, health == Health.OK ? "" : "because"));
  }
}
