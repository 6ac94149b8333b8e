package dev.vigie.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.alert.AlertSink;
import dev.vigie.alert.Message;
import dev.vigie.probe.Health;
import java.util.List;
import java.util.Map;

/**
 * A webhook of Discord (Discord Developer Documentation, "Execute Webhook", "Embed Limits",
 * "Allowed Mentions"). Every punctuation mark of ASCII is escaped, so that nothing formats or
 * links, and nobody may be mentioned, whatever a name says. Thread-safe.
 *
 * @param secret the webhook's address
 * @param http sends
 */
public record DiscordSink(ChannelSecret secret, HttpSender http) implements AlertSink {
  /** Of the ten that Discord takes; the last is for the count of those left out. */
  static final int MOST_EMBEDS = 9;

  /** Of the 6,000 characters that Discord takes in all embeds together. */
  static final int MOST_CHARACTERS = 5_800;

  private static final int MOST_TITLE = 250;
  private static final int MOST_DESCRIPTION = 2_000;
  private static final int RED = 0xC62828;
  private static final int AMBER = 0xF9A825;
  private static final int GREEN = 0x2E7D32;

  @Override
  public void send(Message message) {
    http.post(secret.channel(), secret.address(), Map.of(), payload(message).toString());
  }

  /** What is posted. */
  static ObjectNode payload(Message message) {
    List<Paragraph> paragraphs = Paragraph.of(message);
    ArrayNode embeds = Json.array();
    int characters = 0;
    for (Paragraph each : paragraphs) {
      ObjectNode embed = embed(message, each);
      characters += embed.path("title").asText().length();
      characters += embed.path("description").asText().length();
      if (characters > MOST_CHARACTERS || embeds.size() == MOST_EMBEDS) {
        break;
      }
      embeds.add(embed);
    }
    ObjectNode payload =
        Json.object().put("content", content(message, paragraphs.size() - embeds.size()));
    payload.set("embeds", embeds);
    payload.set("allowed_mentions", Json.object().set("parse", Json.array()));
    return payload;
  }

  private static String content(Message message, int left) {
    StringBuilder content = new StringBuilder(Paragraph.headline(message));
    if (message.isTest()) {
      content.append('\n').append(Texts.TEST);
    }
    message.remarks().forEach(each -> content.append('\n').append(escaped(each, MOST_TITLE)));
    if (left > 0) {
      content.append('\n').append(Paragraph.left(left));
    }
    message.statusPage().ifPresent(page -> content.append("\n<").append(page).append('>'));
    return content.toString();
  }

  private static ObjectNode embed(Message message, Paragraph paragraph) {
    List<String> lines = paragraph.lines();
    ObjectNode embed =
        Json.object()
            .put("title", escaped(lines.getFirst(), MOST_TITLE))
            .put(
                "description",
                escaped(String.join("\n", lines.subList(1, lines.size())), MOST_DESCRIPTION))
            .put("color", color(paragraph));
    if (message.runbooks().isPresent() && paragraph.advice().isPresent()) {
      embed.put("url", paragraph.runbook());
    }
    return embed;
  }

  private static int color(Paragraph paragraph) {
    if (!paragraph.notice().isTrouble()) {
      return GREEN;
    }
    return paragraph.notice().severity() == Health.FAIL ? RED : AMBER;
  }

  /** The text with a backslash before each punctuation mark, cut where it would be longer. */
  static String escaped(String text, int most) {
    return Texts.escaped(
        text,
        most,
        c -> {
          boolean mark = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
          return mark ? "\\" + (char) c : Character.toString(c);
        });
  }
}
