package dev.vigie.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * A loopback HTTP server that speaks SSM's protocol, AWS JSON 1.1: {@code POST /} with the action
 * in the header {@code X-Amz-Target} (Smithy specification, "AWS JSON 1.1 protocol"). What it
 * answers is the test's.
 */
final class SsmEndpoint implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Function<Call, Answer> behaviour;
  private final HttpServer server;

  /** One request as it came over the wire. */
  record Call(String action, String contentType, JsonNode body) {}

  /** One answer: an HTTP status and a JSON text. */
  record Answer(int status, String body) {
    static Answer ok(String body) {
      return new Answer(200, body);
    }

    /** An error in the protocol's form; its type is the shape's name. */
    static Answer error(int status, String type, String message) {
      return new Answer(
          status, JSON.createObjectNode().put("__type", type).put("message", message).toString());
    }
  }

  SsmEndpoint(Function<Call, Answer> behaviour) throws IOException {
    this.behaviour = behaviour;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  /** A client of the product's own settings onto this endpoint. */
  SsmClient client() {
    return SsmNodeCommands.clientBuilder()
        .endpointOverride(URI.create(address()))
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .build();
  }

  /** Its URL. */
  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What was asked so far, in order. */
  List<Call> calls() {
    return List.copyOf(calls);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
      Call call =
          new Call(
              target.substring(target.indexOf('.') + 1),
              String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
              JSON.readTree(exchange.getRequestBody()));
      calls.add(call);
      Answer answer = behaviour.apply(call);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
