package dev.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.probe.Health;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatusPageTest {
  @Test
  void page_ofAnEmptyBucket_saysSo() {
    String page = new StatusPage(SampleFacts.of(0)).html();

    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("The bucket holds no backup yet.", "nothing is probed", "Nothing.");
  }

  @Test
  void page_asksForNothingFromOutside_andRunsNothing() {
    String page = new StatusPage(SampleFacts.of(1)).html();

    assertThat(page)
        .contains("default-src &#x27;none&#x27;")
        .doesNotContain("<script", "http://", "https://", "<img", "<link", "url(", "javascript:")
        .doesNotContainPattern("<[a-z]+(\\s+[a-z-]+=\"[^\"]*\")*\\s+on[a-z]+=");
  }

  @Test
  void names_thatAreHostile_areText() {
    String page = new StatusPage(SampleFacts.of(1)).html();

    assertThat(page)
        .contains("&lt;img src=x onerror=alert(1)&gt;", "\\u202e", "\\u000a")
        .doesNotContain("<img", "\u202e");
  }

  @Test
  void page_tellsHowADayEnded_inWords() {
    String page = new StatusPage(SampleFacts.of(1)).html();

    assertThat(page).contains("2026-11-23: 1 succeeded, 0 did not", "2026-11-22: no backup");
  }

  @Test
  void page_tellsTheWorstFirst() {
    StatusFacts facts = SampleFacts.of(1);

    assertThat(facts.health()).isEqualTo(Health.FAIL);
    assertThat(facts.open())
        .extracting(condition -> condition.finding().health())
        .containsExactly(Health.FAIL, Health.WARN, Health.UNKNOWN);
    assertThat(new StatusPage(facts).html()).contains("State: ✕ broken");
  }

  @Test
  void page_ofFiveThousandBackups_isSmall() {
    String page = new StatusPage(SampleFacts.of(5_000)).html();

    assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(500_000);
    assertThat(page).contains("in 5,000 figures", "42.00 s");
  }

  @Test
  void chart_ofManyPoints_keepsThoseThatStandOut() {
    DatabaseHistory history = SampleFacts.of(5_000).databases().getFirst();

    assertThat(history.made()).hasSize(5_000);
    assertThat(history.made()).anyMatch(made -> made.took().equals(Duration.ofSeconds(42)));
    assertThat(new StatusPage(SampleFacts.of(5_000)).html()).contains("to 1:00:00, in");
  }
}
