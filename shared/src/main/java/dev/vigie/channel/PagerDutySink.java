package dev.vigie.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.alert.AlertSink;
import dev.vigie.alert.Change;
import dev.vigie.alert.Message;
import dev.vigie.alert.Notice;
import dev.vigie.alert.Wording;
import dev.vigie.probe.Check;
import dev.vigie.probe.Health;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An integration of PagerDuty by Events API v2 (PagerDuty Developer Documentation, "Send an Alert
 * Event"). Each check is one incident, however many things it is of: an outage makes a handful of
 * incidents, and not five hundred. It is resolved when nothing of the check is open any more. The
 * same event twice is one, by its deduplication key. Thread-safe.
 *
 * @param secret the integration's key of 32 letters and digits; in front of it {@code eu:} for the
 *     service region of Europe
 * @param http sends
 * @param base where events go; empty for PagerDuty itself
 */
public record PagerDutySink(ChannelSecret secret, HttpSender http, String base)
    implements AlertSink {
  private static final String WORLD = "https://events.pagerduty.com";
  private static final String EUROPE = "https://events.eu.pagerduty.com";
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]{32}");

  /** PagerDuty takes 1,024 characters. */
  private static final int MOST_SUMMARY = 1_000;

  /** PagerDuty takes 512 KB; fifty paragraphs are some 40 KB. */
  static final int MOST_PARAGRAPHS = 50;

  /** One of PagerDuty itself. */
  public PagerDutySink(ChannelSecret secret, HttpSender http) {
    this(secret, http, "");
  }

  @Override
  public void send(Message message) {
    String text = secret.text();
    boolean europe = text.startsWith("eu:");
    String key = europe ? text.substring(3) : text;
    if (!KEY.matcher(key).matches()) {
      throw secret.refused("is no integration key of 32 letters and digits");
    }
    String service = europe ? EUROPE : WORLD;
    URI address = secret.address((base.isEmpty() ? service : base) + "/v2/enqueue");
    http.send(
        events(message).stream()
            .map(event -> event.put("routing_key", key))
            .map(
                event ->
                    new HttpSender.Parcel(
                        secret.channel(), "POST", address, Map.of(), event.toString(), key))
            .toList());
  }

  /** What is posted, one after the other, without the key. */
  static List<ObjectNode> events(Message message) {
    if (message.isTest()) {
      String key = key(message, "test");
      ObjectNode trigger = event("trigger", key);
      trigger.set("payload", payload(message, Texts.TEST, "info", "test"));
      return List.of(trigger, event("resolve", key));
    }
    return message.notices().stream()
        .map(Notice::check)
        .distinct()
        .flatMap(check -> event(message, check).stream())
        .toList();
  }

  /** Empty where something of the check is better, and other things of it are as they were. */
  private static Optional<ObjectNode> event(Message message, Check check) {
    String key = key(message, check.id());
    List<Paragraph> paragraphs =
        Paragraph.of(message).stream().filter(each -> each.notice().check() == check).toList();
    if (!message.open().contains(check)) {
      return Optional.of(event("resolve", key));
    }
    if (paragraphs.stream().allMatch(each -> each.notice().change() == Change.ACKNOWLEDGED)) {
      return Optional.of(event("acknowledge", key));
    }
    if (paragraphs.stream().noneMatch(each -> each.notice().isTrouble())) {
      return Optional.empty();
    }
    ObjectNode event = event("trigger", key);
    String more = paragraphs.size() == 1 ? "" : " and " + (paragraphs.size() - 1) + " more";
    String first = paragraphs.getFirst().title();
    String summary = Wording.cut(message.deployment() + ": " + first, MOST_SUMMARY) + more;
    ObjectNode payload = payload(message, summary, severity(paragraphs), check.id());
    payload.set("custom_details", details(message, paragraphs));
    event.set("payload", payload);
    event.put("client", "Vigie").set("links", links(message, check));
    return Optional.of(event);
  }

  private static ObjectNode event(String action, String key) {
    return Json.object().put("event_action", action).put("dedup_key", key);
  }

  /** Names of the settings and of checks: 100 characters at most, and PagerDuty takes 255. */
  private static String key(Message message, String check) {
    return "vigie/" + message.deployment() + "/" + check;
  }

  private static String severity(List<Paragraph> paragraphs) {
    boolean broken = paragraphs.stream().anyMatch(each -> each.notice().severity() == Health.FAIL);
    return broken ? "critical" : "warning";
  }

  private static ObjectNode payload(
      Message message, String summary, String severity, String check) {
    return Json.object()
        .put("summary", summary)
        .put("source", message.deployment())
        .put("severity", severity)
        .put("timestamp", message.at().toString())
        .put("class", check);
  }

  private static ObjectNode details(Message message, List<Paragraph> paragraphs) {
    ObjectNode details = Json.object();
    ArrayNode told = details.putArray("told");
    paragraphs.stream()
        .limit(MOST_PARAGRAPHS)
        .forEach(each -> told.add(each.title() + ": " + each.reason() + "; " + each.since()));
    if (paragraphs.size() > MOST_PARAGRAPHS) {
      told.add(Paragraph.left(paragraphs.size() - MOST_PARAGRAPHS));
    }
    Notice first = paragraphs.getFirst().notice();
    details.put("meaning", first.advice().meaning()).put("remedy", first.advice().remedy());
    details.put("runbook", message.runbook(first.check()));
    return details;
  }

  private static ArrayNode links(Message message, Check check) {
    ArrayNode links = Json.array();
    if (message.runbooks().isPresent()) {
      links.add(Json.object().put("href", message.runbook(check)).put("text", "Runbook"));
    }
    message
        .statusPage()
        .ifPresent(page -> links.add(Json.object().put("href", page).put("text", "Status page")));
    return links;
  }
}
