package dev.vigie.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.vigie.alert.AlertSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whoever takes signed webhooks, on this machine: believes a message only if its signature, its
 * time and its form are right, as the documentation asks of receivers.
 */
public final class WebhookReceiver implements AutoCloseable {
  private static final Path SCHEMA = Path.of("../docs/alerts/alert-1.schema.json");
  private static final byte[] KEY = "a key of more than 24 bytes, shared".getBytes(UTF_8);
  private static final long MOST_SECONDS_OLD = 300;

  private final LoopbackServer server = new LoopbackServer(LoopbackServer.Answer.of(204));
  private final Clock clock;
  private int taken;

  /** One whose clock, and the sender's, is this. */
  public WebhookReceiver(Clock clock) {
    this.clock = clock;
  }

  /** The channel that leads here, by real HTTP. */
  public AlertSink sink() {
    String secret =
        "{\"url\": \"%s\", \"key\": \"whsec_%s\"}"
            .formatted(server.address("/alerts"), Base64.getEncoder().encodeToString(KEY));
    HttpSender sender =
        new HttpSender(HttpClient.newHttpClient(), clock, _ -> {}, Duration.ofSeconds(20));
    return new WebhookSink(
        new ChannelSecret("team", () -> secret, ChannelSecret.Scope.LOOPBACK_TOO), sender);
  }

  /** What came since this was last asked, each verified. */
  public List<JsonNode> take() {
    List<LoopbackServer.Request> all = server.requests();
    List<LoopbackServer.Request> fresh = all.subList(taken, all.size());
    taken = all.size();
    return fresh.stream().map(each -> verified(each, KEY, clock.instant())).toList();
  }

  /** The body of a request whose signature, time and form are right. */
  static JsonNode verified(LoopbackServer.Request request, byte[] key, Instant now) {
    String id = String.valueOf(request.headers().get("webhook-id"));
    String time = String.valueOf(request.headers().get("webhook-timestamp"));
    assertThat(Math.abs(Long.parseLong(time) - now.getEpochSecond())).isLessThan(MOST_SECONDS_OLD);
    assertThat(request.headers().get("webhook-signature"))
        .isEqualTo("v1," + signature(key, id + "." + time + "." + request.body()));
    assertThat(errors(request.body())).isEmpty();
    JsonNode body = HttpSinkContract.sentTo(request);
    assertThat(body.path("id").asText()).isEqualTo(id);
    return body;
  }

  private static String signature(byte[] key, String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** What in a body is against the schema. */
  static List<Error> errors(String json) {
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

  @Override
  public void close() {
    server.close();
  }
}
