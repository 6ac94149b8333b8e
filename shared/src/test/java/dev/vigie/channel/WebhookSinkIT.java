package dev.vigie.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.alert.AlertSink;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The body against its schema, and the signature as a receiver verifies it. */
class WebhookSinkIT extends HttpSinkContract {
  private static final byte[] KEY = SECRET.getBytes(UTF_8);

  private final AlertSink sink =
      new WebhookSink(
          secret(
              "{\"url\": \"%s\", \"key\": \"whsec_%s\"}"
                  .formatted(server().address(PATH), Base64.getEncoder().encodeToString(KEY))),
          sender());

  @Override
  protected AlertSink sink() {
    return sink;
  }

  @Override
  protected Optional<AlertSink> sinkWithSecret(String secret) {
    String key = Base64.getEncoder().encodeToString(KEY);
    return Optional.of(
        new WebhookSink(
            secret(
                secret.startsWith("nonsense")
                    ? secret
                    : "{\"url\": \"%s\", \"key\": \"whsec_%s\"}".formatted(secret, key)),
            sender()));
  }

  @Override
  protected void check(int notices) {
    LoopbackServer.Request request = server().requests().getLast();
    assertThat(request.body().getBytes(UTF_8)).hasSizeLessThan(256 * 1024);
    // Standard Webhooks specification, "Verifying webhook authenticity".
    JsonNode payload = WebhookReceiver.verified(request, KEY, Instant.now());
    assertThat(payload.path("id").asText()).isEqualTo("rm1abc");
    assertThat(payload.path("notices").size() + payload.path("left").asInt()).isEqualTo(notices);
    assertThat(payload.path("notices").size()).isEqualTo(Math.min(notices, 100));
    assertThat(payload.path("test").asBoolean()).isEqualTo(notices == 0);
  }

  /** The example of the specification's own libraries. */
  @Test
  void signature_ofTheSpecificationsExample_isTheirs() {
    byte[] key = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    assertThat(
            WebhookSink.signature(
                key, "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}"))
        .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  /** A schema that takes everything would be no contract. */
  @Test
  void schema_refusesABodyThatLacksAnything() {
    ObjectNode whole = WebhookSink.payload(Messages.of(1));
    for (String field : List.of("id", "at", "deployment", "severity", "notices", "left", "test")) {
      assertThat(WebhookReceiver.errors(whole.deepCopy().without(field).toString()))
          .as(field)
          .isNotEmpty();
    }
    ObjectNode notice = (ObjectNode) whole.path("notices").get(0);
    notice.put("health", "FINE");
    assertThat(WebhookReceiver.errors(whole.toString())).isNotEmpty();
  }
}
