package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.alert.Advice;
import dev.vigie.alert.Announcer;
import dev.vigie.alert.HealthJournal;
import dev.vigie.alert.HealthState;
import dev.vigie.alert.SetClock;
import dev.vigie.channel.WebhookReceiver;
import dev.vigie.config.AlertPolicy;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.storage.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What people hear while something breaks and is mended: rounds by the standard settings, five
 * minutes apart in a time that only the course lets pass, what they find told by a signed webhook
 * over real HTTP, and remembered in the bucket.
 */
final class AlertCourse implements AutoCloseable {
  /** As OpsStack schedules them. */
  private static final Duration APART = Duration.ofMinutes(5);

  /** Longer than what cannot be looked at may go untold (15 minutes), by two rounds. */
  private static final int LASTING = 5;

  private static final AlertPolicy POLICY =
      AlertPolicy.parse("{\"channels\": [{\"name\": \"team\", \"kind\": \"webhook\"}]}");
  private static final Path PROJECT = Path.of("..");

  private final ObjectStore store;
  private final SetClock clock;
  private final Supplier<List<Finding>> look;
  private final WebhookReceiver team;
  private final Announcer announcer;

  /**
   * What is told of one thing.
   *
   * @param check what was looked at
   * @param subject of what
   * @param health how it is while it is broken
   * @param reason words that stand in the reason
   */
  record Told(Check check, String subject, Health health, String reason) {}

  /** A course of what a look finds, remembered in this bucket. */
  AlertCourse(ObjectStore store, SetClock clock, Supplier<List<Finding>> look) {
    this.store = store;
    this.clock = clock;
    this.look = look;
    this.team = new WebhookReceiver(clock);
    this.announcer =
        new Announcer(store, POLICY, Map.of("team", team.sink()), Optional.empty(), clock);
  }

  /**
   * Asserts that of this nothing is heard but one alert and its recovery, however long it lasts.
   *
   * @param told what stands in the one message, the worst first
   */
  void prove(Runnable breaking, Runnable mending, List<Told> told) {
    assertThat(rounds(2)).as("while all is well").isEmpty();
    assertWell();

    breaking.run();
    Instant broken = clock.instant().plus(APART);
    assertThat(round()).as("seen once").isEmpty();
    assertAlert(only(round()), told, broken);
    assertThat(rounds(LASTING)).as("told before").isEmpty();
    assertThat(new HealthJournal(store).read().open()).hasSameSizeAs(told);

    mending.run();
    Instant mended = clock.instant().plus(APART);
    assertThat(round()).as("well once").isEmpty();
    assertRecovery(only(round()), told, mended);
    assertThat(rounds(LASTING)).as("its recovery was told").isEmpty();
    assertWell();
  }

  private List<JsonNode> rounds(int number) {
    return IntStream.range(0, number).boxed().flatMap(_ -> round().stream()).toList();
  }

  private List<JsonNode> round() {
    clock.pass(APART);
    announcer.announce(look.get());
    return team.take();
  }

  private static JsonNode only(List<JsonNode> messages) {
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  private static void assertAlert(JsonNode message, List<Told> told, Instant since) {
    assertThat(message.path("severity").asText()).isEqualTo(told.getFirst().health().name());
    List<JsonNode> notices = notices(message, told, since);
    for (int i = 0; i < told.size(); i++) {
      assertThat(notices.get(i).path("change").asText()).isEqualTo("BROKE");
      assertThat(notices.get(i).path("health").asText()).isEqualTo(told.get(i).health().name());
      assertThat(notices.get(i).path("reason").asText()).contains(told.get(i).reason());
    }
  }

  private static void assertRecovery(JsonNode message, List<Told> told, Instant since) {
    assertThat(message.path("severity").asText()).isEqualTo("OK");
    for (JsonNode notice : notices(message, told, since)) {
      assertThat(notice.path("change").asText()).isEqualTo("RECOVERED");
      assertThat(notice.path("health").asText()).isEqualTo("OK");
    }
  }

  /** The notices of a message, which name these things, since when, and whatever helps. */
  private static List<JsonNode> notices(JsonNode message, List<Told> told, Instant since) {
    List<JsonNode> notices =
        Stream.of(message.path("notices")).flatMap(JsonNode::valueStream).toList();
    assertThat(notices)
        .extracting(each -> each.path("check").asText() + " " + each.path("subject").asText())
        .containsExactlyElementsOf(
            told.stream().map(each -> each.check().id() + " " + each.subject()).toList());
    for (int i = 0; i < told.size(); i++) {
      JsonNode notice = notices.get(i);
      Check check = told.get(i).check();
      assertThat(Instant.parse(notice.path("since").asText())).isEqualTo(since);
      assertThat(notice.path("meaning").asText()).isEqualTo(Advice.of(check).meaning());
      assertThat(notice.path("remedy").asText()).isEqualTo(Advice.of(check).remedy());
      assertThat(PROJECT.resolve(notice.path("runbook").asText()))
          .hasFileName(check.id() + ".md")
          .isRegularFile();
    }
    return notices;
  }

  /** The document says that nothing is open, nothing to be sent, and everything well. */
  private void assertWell() {
    HealthState state = new HealthJournal(store).read();
    assertThat(state.open()).isEmpty();
    assertThat(state.outgoing()).isEmpty();
    assertThat(state.lookedAt()).isEqualTo(clock.instant());
    assertThat(state.conditions())
        .isNotEmpty()
        .allMatch(condition -> condition.finding().health() == Health.OK);
  }

  @Override
  public void close() {
    team.close();
  }
}
