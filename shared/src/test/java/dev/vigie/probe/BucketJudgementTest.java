package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.HealthSettings.Posture;
import dev.vigie.config.Tier;
import dev.vigie.storage.BucketPosture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a bucket's posture means against the one that was deployed. */
class BucketJudgementTest {
  private static final Map<String, Integer> RULES = Map.of("daily", 14, "weekly", 60);
  private static final Posture DEPLOYED =
      new Posture(Map.of(Tier.DAILY, 14, Tier.WEEKLY, 60), 7, "aws:kms");

  private final BucketJudgement judgement = new BucketJudgement(Optional.of(DEPLOYED));
  private final BucketJudgement ignorant = new BucketJudgement(Optional.empty());

  @Test
  void bucket_thatIsAsDeployed_isOk() {
    assertThat(judgement.access("b", new BucketPosture.Access(true, true)))
        .containsExactly(new Finding(Check.BUCKET_ACCESS, "b", Health.OK, ""));
    assertThat(judgement.versions("b", new BucketPosture.Versions(true, true)))
        .containsExactly(new Finding(Check.BUCKET_VERSIONS, "b", Health.OK, ""));
    assertThat(lifecycle(judgement, RULES, OptionalInt.of(7)).health()).isEqualTo(Health.OK);
    assertThat(encryption(judgement, "aws:kms").health()).isEqualTo(Health.OK);
  }

  @Test
  void access_thatCanBeOpened_fails() {
    for (BucketPosture.Access open :
        List.of(new BucketPosture.Access(false, true), new BucketPosture.Access(true, false))) {
      assertThat(judgement.access("b", open).getFirst().health()).isEqualTo(Health.FAIL);
    }
  }

  @Test
  void versions_thatAreNotKeptOrHeld_fail() {
    for (BucketPosture.Versions lost :
        List.of(new BucketPosture.Versions(false, true), new BucketPosture.Versions(true, false))) {
      assertThat(judgement.versions("b", lost).getFirst().health()).isEqualTo(Health.FAIL);
    }
  }

  @Test
  void lifecycle_thatExpiresEarlier_fails_andLaterOrNeverWarns() {
    assertThat(lifecycle(judgement, Map.of("daily", 13, "weekly", 60), OptionalInt.of(7)))
        .isEqualTo(
            new Finding(
                Check.BUCKET_LIFECYCLE,
                "b",
                Health.FAIL,
                "daily: expires after 13 days, and was deployed with 14 days"));
    assertThat(lifecycle(judgement, RULES, OptionalInt.of(6)).health()).isEqualTo(Health.FAIL);
    assertThat(lifecycle(judgement, Map.of("daily", 14, "weekly", 61), OptionalInt.of(7)).health())
        .isEqualTo(Health.WARN);
    assertThat(lifecycle(judgement, Map.of(), OptionalInt.empty()).health()).isEqualTo(Health.WARN);
    assertThat(lifecycle(ignorant, Map.of(), OptionalInt.empty()).health()).isEqualTo(Health.WARN);
    assertThat(lifecycle(ignorant, Map.of("daily", 3), OptionalInt.empty()).health())
        .isEqualTo(Health.OK);
  }

  @Test
  void encryption_thatIsAnother_fails() {
    assertThat(encryption(judgement, "AES256").health()).isEqualTo(Health.FAIL);
    assertThat(encryption(judgement, "").health()).isEqualTo(Health.FAIL);
    assertThat(encryption(ignorant, "").health()).isEqualTo(Health.FAIL);
    assertThat(encryption(ignorant, "AES256").health()).isEqualTo(Health.OK);
  }

  private static Finding lifecycle(
      BucketJudgement judgement, Map<String, Integer> days, OptionalInt hidden) {
    return judgement.lifecycle("b", new BucketPosture.Expiry(days, hidden)).getFirst();
  }

  private static Finding encryption(BucketJudgement judgement, String algorithm) {
    return judgement.encryption("b", new BucketPosture.Encryption(algorithm)).getFirst();
  }
}
