package dev.vigie.functions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * What a round of health asks of AWS beside S3, on the loopback: Systems Manager knows of one
 * machine that it has never heard, CloudWatch has no data, and the function {@code runner-rds} says
 * that its server refuses.
 */
final class AwsServices implements AutoCloseable {
  /** CBOR (RFC 8949): a map of one key, whose value is an empty list. */
  private static final byte[] NO_DATA = "\u00a1qMetricDataResults\u0080".getBytes(ISO_8859_1);

  private final HttpServer server;

  AwsServices() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", AwsServices::systemsManager);
    server.createContext("/service/GraniteServiceVersion20100801/", AwsServices::cloudWatch);
    server.createContext("/2015-03-31/functions/runner-rds/", AwsServices::runner);
    server.start();
  }

  /**
   * What leads a function to them (AWS SDKs and Tools Reference Guide, "Service-specific
   * endpoints").
   */
  Map<String, String> environment() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return Map.of(
        "AWS_ENDPOINT_URL_SSM", url,
        "AWS_ENDPOINT_URL_CLOUDWATCH", url,
        "AWS_ENDPOINT_URL_LAMBDA", url);
  }

  private static void systemsManager(HttpExchange exchange) throws IOException {
    String action = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String answer =
        "AmazonSSM.GetParametersByPath".equals(action)
            ? """
              {"Parameters":[{"Name":"/vigie/q/nodes/database-1","Value":"i-0123456789abcdef0"}]}
              """
            : "{}";
    reply(exchange, "application/x-amz-json-1.1", answer.getBytes(UTF_8));
  }

  private static void cloudWatch(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("smithy-protocol", "rpc-v2-cbor");
    reply(exchange, "application/cbor", NO_DATA);
  }

  private static void runner(HttpExchange exchange) throws IOException {
    String facts =
        """
        {"schemaVersion": 1, "at": "2026-11-24T02:00:00Z", "fileSystems": [],
         "unread": {"postgres": "DATABASE_UNAVAILABLE: connection refused"}}
        """;
    reply(exchange, "application/json", facts.getBytes(UTF_8));
  }

  private static void reply(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
