package dev.vigie.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.alert.AlertSink;
import dev.vigie.alert.Message;
import dev.vigie.alert.Notice;
import dev.vigie.storage.JsonDocuments;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Any address that takes JSON of the form that {@code docs/alerts/alert-1.schema.json} gives. It is
 * signed by the symmetric scheme of the Standard Webhooks specification, so that a receiver finds a
 * library to verify it: HMAC-SHA256 of {@code id.timestamp.body}. Names stand in it as they are.
 * Thread-safe.
 *
 * @param secret JSON, {@code {"url": …, "key": "whsec_…"}}; the key is Base64 of 24 to 64 bytes
 * @param http sends
 */
public record WebhookSink(ChannelSecret secret, HttpSender http) implements AlertSink {
  /** So that the body stays below 256 KB, which common gateways take. */
  static final int MOST_NOTICES = 100;

  private static final String KEY_PREFIX = "whsec_";
  private static final int SHORTEST_KEY = 24;
  private static final int LONGEST_KEY = 64;

  @Override
  public void send(Message message) {
    JsonNode parts = parts();
    String body = payload(message).toString();
    String time = Long.toString(http.clock().instant().getEpochSecond());
    String signed = message.id() + "." + time + "." + body;
    Map<String, String> headers =
        Map.of(
            "webhook-id",
            message.id(),
            "webhook-timestamp",
            time,
            "webhook-signature",
            "v1," + signature(key(parts), signed));
    http.post(secret.channel(), secret.address(parts.path("url").asText()), headers, body);
  }

  /** What is posted. */
  static ObjectNode payload(Message message) {
    ObjectNode payload =
        Json.object()
            .put("schemaVersion", 1)
            .put("id", message.id())
            .put("at", message.at().toString())
            .put("deployment", message.deployment())
            .put("severity", message.severity().name())
            .put("test", message.isTest());
    ArrayNode notices = payload.putArray("notices");
    message.notices().stream()
        .limit(MOST_NOTICES)
        .forEach(each -> notices.add(notice(message, each)));
    payload.put("left", Math.max(0, message.notices().size() - MOST_NOTICES));
    ArrayNode remarks = payload.putArray("remarks");
    message.remarks().forEach(remarks::add);
    message.statusPage().ifPresent(page -> payload.put("statusPage", page));
    return payload;
  }

  private static ObjectNode notice(Message message, Notice notice) {
    return Json.object()
        .put("change", notice.change().name())
        .put("check", notice.check().id())
        .put("subject", notice.finding().subject())
        .put("health", notice.finding().health().name())
        .put("severity", notice.severity().name())
        .put("since", notice.since().toString())
        .put("reason", notice.finding().reason())
        .put("meaning", notice.advice().meaning())
        .put("remedy", notice.advice().remedy())
        .put("runbook", message.runbook(notice.check()));
  }

  private JsonNode parts() {
    try {
      JsonNode parts = JsonDocuments.MAPPER.readTree(secret.text());
      if (parts.path("url").isTextual() && parts.path("key").isTextual()) {
        return parts;
      }
    } catch (JsonProcessingException _) {
      // Told below, without the cause: a parser's words quote what it read.
    }
    throw secret.refused("is not {\"url\": …, \"key\": \"whsec_…\"}");
  }

  private byte[] key(JsonNode parts) {
    String text = parts.path("key").asText();
    try {
      byte[] key =
          Base64.getDecoder()
              .decode(text.startsWith(KEY_PREFIX) ? text.substring(KEY_PREFIX.length()) : "");
      if (key.length >= SHORTEST_KEY && key.length <= LONGEST_KEY) {
        return key;
      }
    } catch (IllegalArgumentException _) {
      // Told below, without the cause.
    }
    throw secret.refused("has no key of the form whsec_ and Base64 of 24 to 64 bytes");
  }

  /** HMAC-SHA256, Base64. */
  static String signature(byte[] key, String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
