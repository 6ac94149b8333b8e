package dev.vigie.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vigie.catalog.Manifest;
import dev.vigie.engine.VigieProgram.Ended;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work;
import dev.vigie.storage.JsonDocuments;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code --remote}, by the wire forms of Lambda's Invoke and of STS's GetCallerIdentity (their API
 * References). What stands behind is a function that answers as the real ones do, and the engine.
 */
@Timeout(120)
class RemoteIT {
  private static final String ARN = "arn:aws:sts::123456789012:assumed-role/operator/zoe";

  @TempDir private static Path directory = Path.of("");
  private static Engine engine;
  private static String database;
  private static HttpServer aws;
  private static VigieProgram vigie;
  private static final Map<String, JsonNode> EVENTS = new ConcurrentHashMap<>();

  @BeforeAll
  static void start() throws IOException {
    engine = Engine.open();
    database = Engine.createNoise(200);
    aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    aws.createContext("/", RemoteIT::answer);
    aws.start();
    String url = "http://127.0.0.1:" + aws.getAddress().getPort();
    vigie =
        VigieProgram.on(directory, engine.store().bucket())
            .with("AWS_ENDPOINT_URL_LAMBDA", url)
            .with("AWS_ENDPOINT_URL_STS", url)
            .with("AWS_ENDPOINT_URL_SSM", url)
            // What is asked of a deployment is of its bucket, and not of one named for this
            // machine.
            .with("VIGIE_BUCKET", "another-bucket")
            .with("VIGIE_DEPLOYMENT", "quickdata-staging");
  }

  @AfterAll
  static void close() {
    aws.stop(0);
    engine.close();
  }

  @Test
  void backup_isBegunByTheFunctionAndFollowedToItsEnd() throws Exception {
    Ended ended = vigie.run("backup", "--remote", "-d", database, "--output", "json");

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.json().path("status").asText()).isEqualTo("SUCCEEDED");
    JsonNode event = Objects.requireNonNull(EVENTS.get("vigie-quickdata-staging-StartBackup"));
    assertThat(event.path("database").asText()).isEqualTo(database);
    assertThat(event.path("tier").asText()).isEqualTo("daily");
    assertThat(event.path("requestedBy").asText()).isEqualTo(ARN);
  }

  @Test
  void restore_onADryRun_tellsThePlanAndBeginsNothing() throws Exception {
    Ended ended =
        vigie.run(
            "restore", "--remote", "--dry-run", "-d", database, "--at", "2026-11-23T02:00:00Z");

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("a step", "in the way: a node", "last time it took 0:01:30", "--approval word");
    JsonNode event = Objects.requireNonNull(EVENTS.get("vigie-quickdata-staging-StartRestore"));
    assertThat(event.path("at").asText()).isEqualTo("2026-11-23T02:00:00Z");
    assertThat(event.path("dryRun").asBoolean()).isTrue();
    assertThat(event.has("backup")).isFalse();
  }

  @Test
  void restore_thatIsRefused_failsWithTheFunctionsOwnWords() throws Exception {
    Manifest backup = engine.backup(database);

    Ended ended =
        vigie.run("restore", backup.backupId().value(), "--remote", "--swap", "-d", database);

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("not approved [APPROVAL_NEEDED]", "hint: ask");
  }

  @Test
  void bucket_isTheDeploymentsOwn_forWhatIsOnlyRead() throws Exception {
    Manifest backup = engine.backup(database);
    String id = backup.backupId().value();

    assertThat(vigie.run("list", "--remote", "--deployment", "quickdata-staging").out())
        .contains(id);
    assertThat(vigie.run("show", id, "--remote").out()).contains("backup    " + id);
    assertThat(vigie.run("status", "--remote").out()).contains(id, "SUCCEEDED");
    assertThat(vigie.run("logs", id, "--remote").err()).contains("[OBJECT_UNKNOWN]");
    Ended nowhere = vigie.run("list", "--remote", "--deployment", "nowhere");
    assertThat(nowhere.status()).isEqualTo(2);
    assertThat(nowhere.err())
        .contains("no parameter /vigie/nowhere/storage/bucket-name", "--deployment");
  }

  @Test
  void function_thatFailsOrIsNotThere_isTold() throws Exception {
    Ended failed = vigie.run("cancel", Engine.newId().value(), "--remote");
    Ended missing =
        vigie
            .with("VIGIE_DEPLOYMENT", "nowhere")
            .run("backup", "--remote", "-d", database, "-b", engine.store().bucket());
    Ended unnamed = vigie.with("VIGIE_DEPLOYMENT", "A b").run("backup", "--remote", "-d", "x");

    assertThat(failed.status()).isEqualTo(7);
    assertThat(failed.err()).contains("OPERATION_UNKNOWN", "[FUNCTION_FAILED]");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err()).contains("vigie-nowhere-StartBackup", "--deployment");
    assertThat(unnamed.status()).isEqualTo(2);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = uri.getPath();
    if (path.equals("/")) {
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      if (target == null) {
        reply(exchange, 200, "text/xml", identity());
      } else {
        parameter(exchange, target, JsonDocuments.MAPPER.readTree(body).path("Name").asText());
      }
      return;
    }
    String function = path.split("/", -1)[3];
    assertThat(path).isEqualTo("/2015-03-31/functions/" + function + "/invocations");
    assertThat(uri.getQuery()).isEqualTo("Qualifier=live");
    if (!function.startsWith("vigie-quickdata-staging-")) {
      exchange.getResponseHeaders().set("x-amzn-ErrorType", "ResourceNotFoundException");
      reply(exchange, 404, "application/json", "{\"Message\":\"Function not found\"}");
      return;
    }
    JsonNode event = JsonDocuments.MAPPER.readTree(body);
    EVENTS.put(function, event);
    switch (function.substring(function.lastIndexOf('-') + 1)) {
      case "StartBackup" -> reply(exchange, 200, "application/json", begin());
      case "StartRestore" -> reply(exchange, 200, "application/json", plan(event));
      default -> {
        exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
        reply(exchange, 200, "application/json", "{\"errorMessage\":\"OPERATION_UNKNOWN: none\"}");
      }
    }
  }

  /** By the wire form of SSM's GetParameter. */
  private static void parameter(HttpExchange exchange, String target, String name)
      throws IOException {
    assertThat(target).isEqualTo("AmazonSSM.GetParameter");
    String type = "application/x-amz-json-1.1";
    if (name.equals("/vigie/quickdata-staging/storage/bucket-name")) {
      String value = engine.store().bucket();
      reply(exchange, 200, type, "{\"Parameter\":{\"Value\":\"" + value + "\"}}");
    } else {
      reply(exchange, 400, type, "{\"__type\":\"ParameterNotFound\"}");
    }
  }

  private static String begin() {
    OperationId id = Engine.newId();
    Work work = Engine.backupOf(database);
    engine.request(id, work);
    Thread.ofVirtual()
        .start(
            () -> {
              engine.runner().run(id, "test");
              engine.record(id);
            });
    return "{\"operationId\":\"" + id + "\",\"dispatch\":\"SENT\"}";
  }

  private static String plan(JsonNode event) {
    return event.path("dryRun").asBoolean()
        ? "{\"steps\":[\"a step\"],\"inTheWay\":[\"a node\"],\"lastTook\":\"PT1M30S\","
            + "\"approval\":\"word\"}"
        : "{\"status\":\"REFUSED\",\"error\":{\"code\":\"APPROVAL_NEEDED\","
            + "\"message\":\"not approved\",\"hint\":\"ask\"}}";
  }

  private static String identity() {
    return """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <GetCallerIdentityResult><Arn>%s</Arn><UserId>A:zoe</UserId><Account>123456789012</Account>
          </GetCallerIdentityResult></GetCallerIdentityResponse>
        """
        .formatted(ARN);
  }

  private static void reply(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
    try (var out = exchange.getResponseBody()) {
      out.write(body.getBytes(UTF_8));
    }
  }
}
