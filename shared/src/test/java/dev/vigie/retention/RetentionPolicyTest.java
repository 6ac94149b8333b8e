package dev.vigie.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.Tier;
import dev.vigie.operation.OperationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionPolicyTest {
  private static final LifecycleRules RULES =
      new LifecycleRules(
          Map.of(Tier.DAILY, 14, Tier.WEEKLY, 60, Tier.MONTHLY, 400, Tier.YEARLY, 2_600), 7);
  private static final RetentionPolicy POLICY =
      new RetentionPolicy(RULES, Set.of(Tier.DAILY, Tier.WEEKLY, Tier.MONTHLY, Tier.YEARLY));

  /** Mostly daily. */
  private static final List<Tier> TIERS =
      Stream.of(
              Collections.nCopies(16, Tier.DAILY),
              List.of(Tier.WEEKLY, Tier.WEEKLY, Tier.MONTHLY, Tier.YEARLY))
          .flatMap(List::stream)
          .toList();

  @Test
  void newestVerified_isHeld_andOlderOnesExpire() {
    List<Decision> decided =
        POLICY.decide(
            List.of(
                backup("2026-11-21T02:00:00Z", Tier.YEARLY, true),
                backup("2026-11-23T02:00:00Z", Tier.DAILY, false),
                backup("2026-11-22T02:00:00Z", Tier.YEARLY, true)));

    assertThat(decided).extracting(Decision::held).containsExactly(false, true, false);
    assertThat(decided.get(1).expires()).isEmpty();
    assertThat(decided.get(1).reason())
        .isEqualTo("made as yearly; held as the newest verified backup");
    assertThat(decided.get(0).expires()).contains(Instant.parse("2026-12-08T00:00:00Z"));
  }

  @Test
  void month_whoseOwnBackupFailed_keepsItsFirstVerifiedOne() {
    KeptBackup yearly = backup("2026-01-01T02:00:00Z", Tier.YEARLY, true);
    KeptBackup unproved = backup("2026-03-01T02:00:00Z", Tier.MONTHLY, false);
    KeptBackup first = backup("2026-03-04T02:00:00Z", Tier.DAILY, true);
    KeptBackup second = backup("2026-03-05T02:00:00Z", Tier.DAILY, true);

    List<Decision> decided = POLICY.decide(List.of(second, first, unproved, yearly));

    assertThat(decided)
        .extracting(Decision::tier)
        .containsExactly(Tier.DAILY, Tier.MONTHLY, Tier.MONTHLY, Tier.YEARLY);
    assertThat(decided.get(1).isPromotion()).isTrue();
    assertThat(decided.get(1).reason()).isEqualTo("the first verified backup of March 2026");
    assertThat(decided.get(1).expires()).contains(Instant.parse("2027-04-09T00:00:00Z"));
  }

  @Test
  void tier_thatNoScheduleGives_isNotPromotedTo() {
    RetentionPolicy daily = new RetentionPolicy(RULES, Set.of(Tier.DAILY));

    assertThat(daily.decide(List.of(backup("2026-11-21T02:00:00Z", Tier.DAILY, true))))
        .singleElement()
        .satisfies(decision -> assertThat(decision.isPromotion()).isFalse());
  }

  /** The 29th of February, both ends of summer time in Europe, and a leap day's year. */
  @Test
  void periods_areOfUtc_whateverTheSeason() {
    assertThat(reasons("2028-02-29T23:59:59Z", Tier.MONTHLY))
        .isEqualTo("the first verified backup of February 2028");
    assertThat(reasons("2026-03-29T01:30:00Z", Tier.WEEKLY))
        .isEqualTo("the first verified backup of the week of 2026-03-29");
    assertThat(reasons("2026-10-25T00:30:00Z", Tier.WEEKLY))
        .isEqualTo("the first verified backup of the week of 2026-10-25");
    assertThat(reasons("2027-12-31T23:59:59Z", Tier.YEARLY))
        .isEqualTo("the first verified backup of 2027");
  }

  @Test
  void backups_twoInAnHour_areOneWeeks() {
    List<Decision> decided =
        new RetentionPolicy(RULES, Set.of(Tier.DAILY, Tier.WEEKLY))
            .decide(
                List.of(
                    backup("2026-11-22T02:00:00Z", Tier.DAILY, true),
                    backup("2026-11-22T02:30:00Z", Tier.DAILY, true)));

    assertThat(decided).extracting(Decision::tier).containsExactly(Tier.DAILY, Tier.WEEKLY);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void decisions_ofAnyBackups_neverKeepLess_dependOnNoOrder_andAreStable(long seed) {
    Random random = new Random(seed);
    List<KeptBackup> backups = new ArrayList<>();
    Instant time = Instant.parse("2026-01-01T00:00:00Z");
    for (int n = 0; n < 200; n++) {
      time = time.plus(Duration.ofMinutes(30 + random.nextInt(5_000)));
      Tier tier = TIERS.get(random.nextInt(TIERS.size()));
      backups.add(backup(time.toString(), tier, random.nextInt(3) > 0));
    }

    List<Decision> decided = POLICY.decide(backups);
    Collections.shuffle(backups, random);

    assertThat(POLICY.decide(backups)).isEqualTo(decided);
    assertThat(decided)
        .hasSize(backups.size())
        .allMatch(each -> each.tier().compareTo(each.backup().tier()) >= 0);
    assertThat(decided.stream().filter(Decision::held)).hasSize(1);
    List<KeptBackup> applied =
        decided.stream()
            .map(
                each ->
                    new KeptBackup(
                        each.backup().id(),
                        each.backup().at(),
                        each.backup().stored(),
                        each.tier(),
                        each.backup().verified()))
            .toList();
    assertThat(POLICY.decide(applied)).noneMatch(Decision::isPromotion);
  }

  private static String reasons(String at, Tier promised) {
    return new RetentionPolicy(RULES, Set.of(Tier.DAILY, promised))
        .decide(
            List.of(
                backup(at, Tier.DAILY, true),
                backup(Instant.parse(at).plusSeconds(86_400 * 400).toString(), Tier.YEARLY, true)))
        .getLast()
        .reason();
  }

  static KeptBackup backup(String at, Tier tier, boolean verified) {
    Instant time = Instant.parse(at);
    return new KeptBackup(
        OperationId.of(time, "retention", at), time, time.plusSeconds(600), tier, verified);
  }
}
