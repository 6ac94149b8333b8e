package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vigie.backup.BackupPlan;
import dev.vigie.config.Tier;
import dev.vigie.local.LambdaResult;
import dev.vigie.local.LambdaRuntime;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Work;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How a fleet's backups are begun: the tick queues them, the queue hands them over, and what nobody
 * queued is missed. The queue answers as the SQS API Reference, "SendMessageBatch", says.
 */
class FleetHandlersIT {
  private static final JsonMapper JSON = new JsonMapper();

  /** Two databases each hour, and one to which others see. */
  private static final String FLEET =
      """
      {"clusters":[{"name":"main","node":"local","databases":[
        {"name":"a","rpo":"P1D","schedules":[{"name":"hourly","expression":"rate(1 hour)"}]},
        {"name":"b","rpo":"P1D","schedules":[
          {"name":"hourly","expression":"rate(1 hour)","tiers":["weekly"],"window":"PT4M"}]},
        {"name":"c","rpo":"P1D"}]}]}
      """;

  @TempDir static Path directory;

  private static final List<JsonNode> QUEUED = new CopyOnWriteArrayList<>();
  private static FunctionStage stage;
  private static HttpServer queue;

  @BeforeAll
  static void start() throws Exception {
    stage = FunctionStage.start(directory);
    queue = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    queue.createContext("/", FleetHandlersIT::accept);
    queue.start();
  }

  @AfterAll
  static void close() {
    queue.stop(0);
    stage.close();
  }

  @Test
  void tick_queuesWhatBeginsUntilTheNext_eachForItsMoment() {
    // An hour that is over: of one to come the delay would depend on when the test runs.
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
    QUEUED.clear();
    try (LambdaRuntime planner = stage.startWith("PlanBackups", settings())) {
      JsonNode answer = invoke(planner, tick(hour.minusSeconds(60)));
      assertThat(answer.path("queued").asInt()).isEqualTo(2);
      assertThat(invoke(planner, tick(hour.minus(Duration.ofMinutes(30)))).path("queued").asInt())
          .isZero();
      assertThat(invoke(planner, tick(hour.minus(Duration.ofDays(2)))).path("status").asText())
          .isEqualTo("REFUSED");
    }
    assertThat(bodies())
        .extracting(body -> body.path("database").asText(), body -> body.path("tier").asText())
        .containsExactlyInAnyOrder(tuple("a", "daily"), tuple("b", "weekly"));
    assertThat(bodies())
        .extracting(body -> body.path("scheduledTime").asText())
        .containsOnly(hour.toString());
    assertThat(QUEUED)
        .flatExtracting(batch -> batch.path("Entries").findValues("DelaySeconds"))
        .allMatch(delay -> delay.asInt() == 0);
  }

  @Test
  void batch_beginsEachBackupOnce_andNamesThoseThatFailed() {
    Instant time = stage.time(40);
    String event =
        batch(message("first", time), "{", message("second", time), "{\"cluster\":\"nowhere\"}");

    JsonNode answer = stage.invoke("StartBackup", event);
    JsonNode again = stage.invoke("StartBackup", event);

    assertThat(answer).isEqualTo(again);
    assertThat(answer.path("batchItemFailures").findValuesAsText("itemIdentifier"))
        .containsExactly("message-1", "message-3");
    for (String database : List.of("first", "second")) {
      OperationId id = OperationId.of(time, "backup", "main", database, "schedule nightly");
      assertThat(new OperationJournal(stage.store()).require(id).work())
          .isEqualTo(new Work.Backup("main", database, Tier.MONTHLY));
      assertThat(stage.awaitCalls(id)).hasSize(1);
    }
  }

  @Test
  void backup_thatNobodyAskedFor_isMissed_andQueuedUntilItIsAsked() {
    QUEUED.clear();
    try (LambdaRuntime reconcile = stage.startWith("Reconcile", settings())) {
      JsonNode first = invoke(reconcile, "{}");
      assertThat(first.path("missed").findValuesAsText("database"))
          .containsExactlyInAnyOrder("a", "b");
      assertThat(bodies()).extracting(body -> body.path("database").asText()).contains("a", "b");

      List<JsonNode> queued = bodies();
      stage.invoke(
          "StartBackup", batch(queued.stream().map(JsonNode::toString).toArray(String[]::new)));
      assertThat(invoke(reconcile, "{}").path("missed").findValuesAsText("time"))
          .doesNotContainAnyElementsOf(first.path("missed").findValuesAsText("time"));
    }
    assertThat(BackupPlan.GRACE).isLessThan(Duration.ofHours(1));
  }

  @Test
  void queue_thatDoesNotAnswer_failsTheTick() {
    Map<String, String> nowhere =
        Map.of(
            "VIGIE_NODE_COMMANDS", "local",
            "VIGIE_LOCAL_LAUNCHER", "/bin/false",
            "VIGIE_LOCAL_STATE", directory.resolve("state").toString(),
            "VIGIE_FLEET", FLEET,
            "VIGIE_BACKUP_QUEUE", "http://127.0.0.1:9/queue",
            "AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9");
    try (LambdaRuntime planner = stage.startWith("PlanBackups", nowhere)) {
      Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
      LambdaResult result =
          planner.invoke(tick(hour.minusSeconds(60)).getBytes(StandardCharsets.UTF_8));
      assertThat(result).isInstanceOf(LambdaResult.Failed.class);
      assertThat(((LambdaResult.Failed) result).json()).contains("CLOUD_UNAVAILABLE");
    }
  }

  private static Map<String, String> settings() {
    String address = "http://127.0.0.1:" + queue.getAddress().getPort();
    return Map.of(
        "VIGIE_NODE_COMMANDS",
        "local",
        "VIGIE_LOCAL_LAUNCHER",
        directory.resolve("runner").toString(),
        "VIGIE_LOCAL_STATE",
        directory.resolve("state").toString(),
        "VIGIE_FLEET",
        FLEET,
        "VIGIE_BACKUP_QUEUE",
        address + "/123456789012/vigie-backups",
        "AWS_ENDPOINT_URL_SQS",
        address);
  }

  private static JsonNode invoke(LambdaRuntime function, String event) {
    return FunctionStage.read(function.invoke(event.getBytes(StandardCharsets.UTF_8)).answer());
  }

  private static String tick(Instant time) {
    return "{\"scheduledTime\":\"" + time + "\"}";
  }

  private static String message(String database, Instant time) {
    return JSON.createObjectNode()
        .put("cluster", "main")
        .put("database", database)
        .put("tier", "monthly")
        .put("scheduledTime", time.toString())
        .put("schedule", "nightly")
        .toString();
  }

  private static String batch(String... bodies) {
    ObjectNode event = JSON.createObjectNode();
    ArrayNode records = event.putArray("Records");
    for (int i = 0; i < bodies.length; i++) {
      records.addObject().put("messageId", "message-" + i).put("body", bodies[i]);
    }
    return event.toString();
  }

  private static List<JsonNode> bodies() {
    List<JsonNode> bodies = new ArrayList<>();
    for (JsonNode batch : QUEUED) {
      for (JsonNode entry : batch.path("Entries")) {
        bodies.add(FunctionStage.read(entry.path("MessageBody").asText()));
      }
    }
    return bodies;
  }

  private static void accept(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      QUEUED.add(request);
      ObjectNode answer = JSON.createObjectNode();
      ArrayNode successful = answer.putArray("Successful");
      for (JsonNode entry : request.path("Entries")) {
        successful
            .addObject()
            .put("Id", entry.path("Id").asText())
            .put("MessageId", "5fea7756-0ea4-451a-a703-a558b933e274")
            .put("MD5OfMessageBody", md5(entry.path("MessageBody").asText()));
      }
      byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String md5(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
