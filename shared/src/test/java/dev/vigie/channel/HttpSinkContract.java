package dev.vigie.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.storage.JsonDocuments;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;

/** The contract on a service that is spoken to by HTTP, here on this machine. */
abstract class HttpSinkContract extends AlertSinkContract {
  static final String PATH = "/services/" + SECRET;

  private final LoopbackServer server = new LoopbackServer(LoopbackServer.Answer.of(200));

  /** Waits for nobody. */
  static HttpSender sender() {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    return new HttpSender(client, Clock.systemUTC(), _ -> {}, Duration.ofSeconds(20));
  }

  LoopbackServer server() {
    return server;
  }

  @AfterEach
  void close() {
    server.close();
  }

  static ChannelSecret secret(String text) {
    return new ChannelSecret("ours", () -> text, ChannelSecret.Scope.LOOPBACK_TOO);
  }

  @Override
  protected int asked() {
    return server.requests().size();
  }

  @Override
  protected void answer(int status) {
    server.always(
        status == 0
            ? LoopbackServer.Answer.of(200)
            : new LoopbackServer.Answer(
                status, Map.of(), "{\"error\": \"no such " + server.address(PATH) + "\"}"));
  }

  /** What was sent last. */
  JsonNode sent() {
    return sentTo(server.requests().getLast());
  }

  static JsonNode sentTo(LoopbackServer.Request request) {
    assertThat(request.headers().get("content-type")).startsWith("application/json");
    try {
      return JsonDocuments.MAPPER.readTree(request.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + request.body(), e);
    }
  }

  /** Visits each text in the JSON, under the name of its field. */
  static void eachText(JsonNode node, Consumer<Map.Entry<String, String>> visitor) {
    node.properties()
        .forEach(
            field -> {
              if (field.getValue().isTextual()) {
                visitor.accept(Map.entry(field.getKey(), field.getValue().asText()));
              }
              eachText(field.getValue(), visitor);
            });
    if (node.isArray()) {
      node.forEach(item -> eachText(item, visitor));
    }
  }

  /** All texts in the JSON. */
  static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    eachText(node, field -> texts.add(field.getValue()));
    return texts;
  }
}
