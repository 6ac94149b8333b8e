package dev.vigie.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.alert.AlertSink;
import dev.vigie.alert.Message;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An incoming webhook of Slack, with Block Kit (Slack API, "Sending messages using incoming
 * webhooks", "Block Kit reference"). Names from outside stand in plain text objects only, which
 * know no format, and {@code &}, {@code <} and {@code >}, by which Slack would know a mention or a
 * link, are escaped everywhere (Slack API, "Formatting text for app surfaces"). Thread-safe.
 *
 * @param secret the webhook's address
 * @param http sends
 */
public record SlackSink(ChannelSecret secret, HttpSender http) implements AlertSink {
  /** Of the 50 that Slack takes; the others are the heading, the rest's count and the links. */
  static final int MOST_PARAGRAPHS = 40;

  /** Slack takes 3,000. */
  static final int MOST_TEXT = 2_900;

  /** Slack takes 150. */
  private static final int MOST_HEADING = 140;

  @Override
  public void send(Message message) {
    http.post(secret.channel(), secret.address(), Map.of(), payload(message).toString());
  }

  /** What is posted. */
  static ObjectNode payload(Message message) {
    List<Paragraph> paragraphs = Paragraph.of(message);
    String headline = Paragraph.headline(message);
    ArrayNode blocks = Json.array();
    blocks.add(Json.typed("header").set("text", plain(headline, MOST_HEADING)));
    if (message.isTest()) {
      blocks.add(section(Texts.TEST));
    }
    message.remarks().forEach(remark -> blocks.add(section(remark)));
    paragraphs.stream()
        .limit(MOST_PARAGRAPHS)
        .forEach(each -> blocks.add(section(String.join("\n", each.lines()))));
    if (paragraphs.size() > MOST_PARAGRAPHS) {
      blocks.add(section(Paragraph.left(paragraphs.size() - MOST_PARAGRAPHS)));
    }
    String links = links(message, paragraphs);
    if (!links.isEmpty()) {
      ObjectNode text = Json.typed("mrkdwn").put("text", links);
      blocks.add(Json.typed("context").set("elements", Json.array().add(text)));
    }
    ObjectNode payload = Json.object().put("text", headline);
    payload.set("blocks", blocks);
    return payload;
  }

  private static ObjectNode section(String text) {
    return Json.typed("section").set("text", plain(text, MOST_TEXT));
  }

  private static ObjectNode plain(String text, int most) {
    return Json.typed("plain_text").put("text", escaped(text, most)).put("emoji", false);
  }

  /** Addresses of the settings, which hold none of the characters that would end a link. */
  private static String links(Message message, List<Paragraph> paragraphs) {
    Set<String> links = new LinkedHashSet<>();
    message.statusPage().ifPresent(page -> links.add(link(page, "status page")));
    if (message.runbooks().isPresent()) {
      paragraphs.stream()
          .filter(each -> each.advice().isPresent())
          .forEach(each -> links.add(link(each.runbook(), each.notice().check().id())));
    }
    StringBuilder text = new StringBuilder();
    for (String link : links) {
      if (text.length() + link.length() + 3 <= MOST_TEXT) {
        text.append(text.isEmpty() ? "" : " · ").append(link);
      }
    }
    return text.toString();
  }

  private static String link(String address, String name) {
    return "<" + escaped(address, MOST_TEXT) + "|" + name + ">";
  }

  /** The text escaped, and cut where it would be longer. */
  static String escaped(String text, int most) {
    return Texts.escaped(
        text,
        most,
        c ->
            switch (c) {
              case '&' -> "&amp;";
              case '<' -> "&lt;";
              case '>' -> "&gt;";
              default -> Character.toString(c);
            });
  }
}
