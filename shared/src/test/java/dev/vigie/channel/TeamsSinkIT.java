package dev.vigie.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.alert.AlertSink;
import java.util.Optional;
import java.util.Set;

/** Teams' bounds, and what an Adaptive Card of version 1.4 is made of. */
class TeamsSinkIT extends HttpSinkContract {
  private static final Set<String> ELEMENTS =
      Set.of("message", "AdaptiveCard", "RichTextBlock", "TextRun", "Container", "Action.OpenUrl");

  private final AlertSink sink = sinkWithSecret(server().address(PATH)).orElseThrow();

  @Override
  protected AlertSink sink() {
    return sink;
  }

  @Override
  protected Optional<AlertSink> sinkWithSecret(String secret) {
    return Optional.of(new TeamsSink(secret(secret), sender()));
  }

  @Override
  protected void check(int notices) {
    JsonNode payload = sent();
    assertThat(server().requests().getLast().body().getBytes(UTF_8)).hasSizeLessThan(28 * 1024);
    assertThat(payload.path("type").asText()).isEqualTo("message");
    JsonNode attachment = payload.path("attachments").get(0);
    assertThat(attachment.path("contentType").asText())
        .isEqualTo("application/vnd.microsoft.card.adaptive");
    assertThat(attachment.get("contentUrl").isNull()).isTrue();
    JsonNode card = attachment.path("content");
    assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
    assertThat(card.path("version").asText()).isEqualTo("1.4");
    // Without entities nobody is mentioned, and a text run knows no Markdown.
    assertThat(card.path("msteams").has("entities")).isFalse();
    assertThat(card.path("actions").size()).isBetween(1, 6);
    eachText(
        payload,
        field -> {
          if (field.getKey().equals("type")) {
            assertThat(ELEMENTS).contains(field.getValue());
          }
        });
    int shown = (int) texts(card).stream().filter("Container"::equals).count();
    assertThat(shown).isBetween(Math.min(notices, 5), notices);
    if (shown < notices) {
      assertThat(texts(card))
          .anyMatch(each -> each.startsWith("And " + (notices - shown) + " more"));
    }
  }
}
