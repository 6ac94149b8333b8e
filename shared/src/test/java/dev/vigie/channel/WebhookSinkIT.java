package dev.vigie.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.vigie.alert.AlertSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The body against its schema, and the signature as a receiver verifies it. */
class WebhookSinkIT extends HttpSinkContract {
  private static final Path SCHEMA = Path.of("../docs/alerts/alert-1.schema.json");
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
    assertThat(errors(request.body())).isEmpty();
    assertThat(request.body().getBytes(UTF_8)).hasSizeLessThan(256 * 1024);
    JsonNode payload = sent();
    assertThat(payload.path("notices").size() + payload.path("left").asInt()).isEqualTo(notices);
    assertThat(payload.path("notices").size()).isEqualTo(Math.min(notices, 100));
    assertThat(payload.path("test").asBoolean()).isEqualTo(notices == 0);
    verify(request);
  }

  /** Standard Webhooks specification, "Verifying webhook authenticity". */
  private static void verify(LoopbackServer.Request request) {
    String id = request.headers().get("webhook-id");
    String time = request.headers().get("webhook-timestamp");
    assertThat(id).isEqualTo("rm1abc");
    assertThat(Math.abs(Long.parseLong(time) - System.currentTimeMillis() / 1000)).isLessThan(300);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      byte[] signature = mac.doFinal((id + "." + time + "." + request.body()).getBytes(UTF_8));
      assertThat(request.headers().get("webhook-signature"))
          .isEqualTo("v1," + Base64.getEncoder().encodeToString(signature));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
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
      assertThat(errors(whole.deepCopy().without(field).toString())).as(field).isNotEmpty();
    }
    ObjectNode notice = (ObjectNode) whole.path("notices").get(0);
    notice.put("health", "FINE");
    assertThat(errors(whole.toString())).isNotEmpty();
  }

  private static List<Error> errors(String json) {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Files.readString(SCHEMA))
          .validate(
              json,
              InputFormat.JSON,
              context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
