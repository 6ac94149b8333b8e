package dev.vigie.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.alert.AlertSink;
import dev.vigie.alert.Message;
import dev.vigie.probe.Health;
import java.util.List;
import java.util.Map;

/**
 * A workflow of Microsoft Teams, "Post to a channel when a webhook request is received": a message
 * with one Adaptive Card (Microsoft Teams documentation, "Create incoming webhooks with Workflows
 * for Microsoft Teams"; 28 KB by "Limits and specifications for Microsoft Teams"). Text stands in
 * runs of rich text blocks, which know no Markdown (Adaptive Cards schema explorer, "TextRun").
 * Thread-safe.
 *
 * @param secret the workflow's address
 * @param http sends
 */
public record TeamsSink(ChannelSecret secret, HttpSender http) implements AlertSink {
  /** Of the 28 KB that Teams takes; the rest is for the count of those left out, and for links. */
  static final int MOST_BYTES = 22_000;

  /** Teams shows six actions. */
  private static final int MOST_ACTIONS = 6;

  @Override
  public void send(Message message) {
    http.post(secret.channel(), secret.address(), Map.of(), payload(message).toString());
  }

  /** What is posted. */
  static ObjectNode payload(Message message) {
    List<Paragraph> paragraphs = Paragraph.of(message);
    ArrayNode body = Json.array();
    body.add(block(Paragraph.headline(message), "bolder", "large", "default"));
    if (message.isTest()) {
      body.add(block(Texts.TEST, "default", "default", "default"));
    }
    message.remarks().forEach(each -> body.add(block(each, "default", "default", "default")));
    int bytes = 0;
    int shown = 0;
    for (Paragraph each : paragraphs) {
      ObjectNode container = container(each);
      bytes += Json.size(container);
      if (bytes > MOST_BYTES) {
        break;
      }
      body.add(container);
      shown++;
    }
    if (shown < paragraphs.size()) {
      String left = Paragraph.left(paragraphs.size() - shown);
      body.add(block(left, "default", "default", "default"));
    }
    return envelope(body, actions(message, paragraphs.subList(0, shown)));
  }

  private static ObjectNode container(Paragraph paragraph) {
    List<String> lines = paragraph.lines();
    ArrayNode items = Json.array();
    items.add(block(lines.getFirst(), "bolder", "default", color(paragraph)));
    lines
        .subList(1, lines.size())
        .forEach(line -> items.add(block(line, "default", "default", "default")));
    return Json.typed("Container").put("separator", true).set("items", items);
  }

  private static String color(Paragraph paragraph) {
    if (!paragraph.notice().isTrouble()) {
      return "good";
    }
    return paragraph.notice().severity() == Health.FAIL ? "attention" : "warning";
  }

  private static ObjectNode block(String text, String weight, String size, String color) {
    ObjectNode run =
        Json.typed("TextRun")
            .put("text", text)
            .put("weight", weight)
            .put("size", size)
            .put("color", color);
    return Json.typed("RichTextBlock").set("inlines", Json.array().add(run));
  }

  private static ArrayNode actions(Message message, List<Paragraph> shown) {
    ArrayNode actions = Json.array();
    message.statusPage().ifPresent(page -> actions.add(open("Status page", page)));
    if (message.runbooks().isPresent()) {
      shown.stream()
          .filter(each -> each.advice().isPresent())
          .limit(MOST_ACTIONS - actions.size())
          .forEach(
              each ->
                  actions.add(open("Runbook: " + each.notice().check().title(), each.runbook())));
    }
    return actions;
  }

  private static ObjectNode open(String title, String url) {
    return Json.typed("Action.OpenUrl").put("title", title).put("url", url);
  }

  private static ObjectNode envelope(ArrayNode body, ArrayNode actions) {
    ObjectNode card =
        Json.typed("AdaptiveCard")
            .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
            .put("version", "1.4");
    card.set("msteams", Json.object().put("width", "Full"));
    card.set("body", body);
    if (!actions.isEmpty()) {
      card.set("actions", actions);
    }
    ObjectNode attachment =
        Json.object().put("contentType", "application/vnd.microsoft.card.adaptive");
    attachment.putNull("contentUrl");
    attachment.set("content", card);
    return Json.typed("message").set("attachments", Json.array().add(attachment));
  }
}
