package dev.vigie.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.config.Tier;
import dev.vigie.error.VigieException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleRulesTest {

  /** The first is the example of the Amazon S3 User Guide. */
  @ParameterizedTest
  @CsvSource({
    "2014-01-15T10:30:00Z, 3, 2014-01-19T00:00:00Z",
    "2026-11-23T00:00:00Z, 1, 2026-11-24T00:00:00Z",
    "2026-11-23T00:00:01Z, 1, 2026-11-25T00:00:00Z",
    "2028-02-28T02:00:00Z, 1, 2028-03-01T00:00:00Z",
    "2026-02-28T02:00:00Z, 1, 2026-03-02T00:00:00Z",
    "2026-03-28T23:30:00Z, 14, 2026-04-12T00:00:00Z"
  })
  void expiry_isTheMidnightAfterTheDays(Instant made, int days, Instant due) {
    LifecycleRules rules = new LifecycleRules(Map.of(Tier.DAILY, days), days);

    assertThat(rules.hiddenAt(made, Tier.DAILY)).contains(due);
    assertThat(rules.deletedAt(made)).isEqualTo(due);
  }

  @Test
  void tier_withoutARule_isKeptForEver() {
    LifecycleRules rules = new LifecycleRules(Map.of(Tier.DAILY, 14), 7);

    assertThat(rules.hiddenAt(Instant.EPOCH, Tier.YEARLY)).isEmpty();
  }

  @Test
  void numbers_belowOne_areRefused() {
    assertThatThrownBy(() -> new LifecycleRules(Map.of(Tier.WEEKLY, 0), 7))
        .isInstanceOf(VigieException.class)
        .hasMessageContaining("WEEKLY");
    assertThatThrownBy(() -> new LifecycleRules(Map.of(), 0)).isInstanceOf(VigieException.class);
  }
}
