package dev.vigie.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.alert.AlertSink;
import java.util.Optional;
import java.util.regex.Pattern;

/** Discord's bounds: Discord Developer Documentation, "Embed Limits". */
class DiscordSinkIT extends HttpSinkContract {
  /** A mark that no backslash stands before. */
  private static final Pattern MARKUP =
      Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*[*_~`|<>@#\\[\\]():/]");

  private final AlertSink sink = sinkWithSecret(server().address(PATH)).orElseThrow();

  @Override
  protected AlertSink sink() {
    return sink;
  }

  @Override
  protected Optional<AlertSink> sinkWithSecret(String secret) {
    return Optional.of(new DiscordSink(secret(secret), sender()));
  }

  @Override
  protected void check(int notices) {
    JsonNode payload = sent();
    assertThat(payload.path("allowed_mentions").toString()).isEqualTo("{\"parse\":[]}");
    assertThat(payload.path("content").asText()).hasSizeBetween(1, 2_000);
    JsonNode embeds = payload.path("embeds");
    assertThat(embeds.size()).isBetween(Math.min(notices, 3), Math.min(notices, 10));
    int all = 0;
    for (JsonNode embed : embeds) {
      String title = embed.path("title").asText();
      String description = embed.path("description").asText();
      assertThat(title).hasSizeBetween(1, 256);
      assertThat(description).hasSizeBetween(1, 4_096);
      assertThat(MARKUP.matcher(title).find()).as(title).isFalse();
      assertThat(MARKUP.matcher(description).find()).as(description).isFalse();
      assertThat(embed.path("color").asInt()).isBetween(0, 0xFFFFFF);
      all += title.length() + description.length();
    }
    assertThat(all).isLessThanOrEqualTo(6_000);
    if (embeds.size() < notices) {
      assertThat(payload.path("content").asText())
          .contains("And " + (notices - embeds.size()) + " more");
    }
  }
}
