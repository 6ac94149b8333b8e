package dev.vigie.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.alert.AlertSink;
import dev.vigie.alert.Change;
import dev.vigie.alert.Message;
import dev.vigie.probe.Check;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** PagerDuty's bounds: PagerDuty Developer Documentation, "PD-CEF" and "Send an Alert Event". */
class PagerDutySinkIT extends HttpSinkContract {
  private final AlertSink sink = sinkWithSecret(SECRET).orElseThrow();

  @Override
  protected AlertSink sink() {
    return sink;
  }

  @Override
  protected Optional<AlertSink> sinkWithSecret(String secret) {
    return Optional.of(new PagerDutySink(secret(secret), sender(), server().address("")));
  }

  @Override
  protected void check(int notices) {
    List<JsonNode> events =
        server().requests().stream()
            .filter(request -> request.path().equals("/v2/enqueue"))
            .map(HttpSinkContract::sentTo)
            .toList();
    assertThat(events.size()).isBetween(1, Math.max(8, Check.values().length));
    assertThat(server().requests())
        .allMatch(request -> request.body().getBytes(UTF_8).length < 512 * 1024);
    for (JsonNode event : events) {
      assertThat(event.path("routing_key").asText()).isEqualTo(SECRET).hasSize(32);
      assertThat(event.path("event_action").asText()).isIn("trigger", "acknowledge", "resolve");
      assertThat(event.path("dedup_key").asText())
          .startsWith("vigie/quickdata-staging/")
          .hasSizeLessThanOrEqualTo(255);
      if (event.path("event_action").asText().equals("trigger")) {
        JsonNode payload = event.path("payload");
        assertThat(payload.path("summary").asText()).hasSizeBetween(1, 1_024);
        assertThat(payload.path("source").asText()).isNotEmpty();
        assertThat(payload.path("severity").asText()).isIn("critical", "error", "warning", "info");
        assertThat(payload.path("timestamp").asText()).isEqualTo("2026-11-23T12:00:00Z");
      }
    }
  }

  @Test
  void checks_areIncidentsOfTheirOwn_resolvedWhenNothingOfThemIsOpen() {
    List<ObjectNode> outage =
        PagerDutySink.events(
            Messages.message(
                IntStream.range(0, 500)
                    .mapToObj(i -> Messages.notice(Change.BROKE, Check.DISK, "disk " + i, "full"))
                    .toList(),
                Set.of(Check.DISK)));
    assertThat(outage).hasSize(1);
    assertThat(outage.getFirst().at("/payload/summary").asText()).endsWith(" and 499 more");
    assertThat(outage.getFirst().at("/payload/custom_details/told").size()).isEqualTo(51);

    assertThat(actions(Change.BROKE, Set.of(Check.DISK))).containsExactly("trigger");
    assertThat(actions(Change.RECOVERED, Set.of(Check.DISK))).isEmpty();
    assertThat(actions(Change.RECOVERED, Set.of())).containsExactly("resolve");
    assertThat(actions(Change.ACKNOWLEDGED, Set.of(Check.DISK))).containsExactly("acknowledge");
    assertThat(actions(Change.GONE, Set.of())).containsExactly("resolve");
  }

  private static List<String> actions(Change change, Set<Check> open) {
    Message message =
        Messages.message(List.of(Messages.notice(change, Check.DISK, "a", "b")), open);
    return PagerDutySink.events(message).stream()
        .map(event -> event.path("event_action").asText())
        .toList();
  }
}
