package dev.vigie.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.alert.AlertSink;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Slack's bounds: Slack API, "Block Kit reference". */
class SlackSinkIT extends HttpSinkContract {
  private static final Set<String> BLOCKS = Set.of("header", "section", "context");
  private static final Pattern MARKUP = Pattern.compile("[<>]|&(?!amp;|lt;|gt;)");

  private final AlertSink sink = sinkWithSecret(server().address(PATH)).orElseThrow();

  @Override
  protected AlertSink sink() {
    return sink;
  }

  @Override
  protected Optional<AlertSink> sinkWithSecret(String secret) {
    return Optional.of(new SlackSink(secret(secret), sender()));
  }

  @Override
  protected void check(int notices) {
    JsonNode payload = sent();
    assertThat(server().requests().getLast().path()).isEqualTo(PATH);
    assertThat(payload.path("text").asText()).matches("[ -~]{1,100}").doesNotContain("<", ">", "&");
    assertThat(payload.path("blocks").size()).isBetween(2, 50);
    for (JsonNode block : payload.path("blocks")) {
      assertThat(BLOCKS).contains(block.path("type").asText());
      JsonNode text =
          block.path("type").asText().equals("context")
              ? block.path("elements").get(0)
              : block.path("text");
      int most = block.path("type").asText().equals("header") ? 150 : 3_000;
      assertThat(text.path("text").asText()).hasSizeBetween(1, most);
      // Names from outside are plain text, and escaped as well.
      if (text.path("type").asText().equals("mrkdwn")) {
        assertThat(block.path("type").asText()).isEqualTo("context");
        assertThat(text.path("text").asText())
            .matches("<https://status[^<>]*>( · <https://git[^<>|]*[|][a-z-]+>)*");
      } else {
        assertThat(text.path("type").asText()).isEqualTo("plain_text");
        assertThat(MARKUP.matcher(text.path("text").asText()).find()).isFalse();
      }
    }
    if (notices > SlackSink.MOST_PARAGRAPHS) {
      assertThat(texts(payload))
          .anyMatch(each -> each.startsWith("And " + (notices - 40) + " more"));
    }
  }
}
