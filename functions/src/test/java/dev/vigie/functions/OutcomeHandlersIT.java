package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.catalog.Manifest;
import dev.vigie.local.LambdaResult;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Work;
import dev.vigie.storage.JsonDocuments;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handlers that end work, over a real S3: what each signal makes of an operation. */
class OutcomeHandlersIT {
  @TempDir static Path directory;

  private static FunctionStage stage;
  private static OperationJournal journal;

  @BeforeAll
  static void start() throws Exception {
    stage = FunctionStage.start(directory);
    journal = new OperationJournal(stage.store());
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  @Test
  void manifest_endsItsOperationOnceHoweverOftenItIsTold() {
    Manifest manifest = stage.putManifest("recorded", stage.time(4));
    OperationId id = manifest.backupId();
    begin(id, FunctionStage.backup("recorded"), "local", Duration.ofHours(1));

    String event = created(stage.store().bucket(), manifest.key());
    JsonNode first = stage.invoke("RecordOutcome", event);
    JsonNode second = stage.invoke("RecordOutcome-2", event);
    JsonNode third = stage.invoke("RecordOutcome", "{\"operationId\":\"" + id + "\"}");

    assertThat(first)
        .isEqualTo(FunctionStage.read("{\"operationId\":\"" + id + "\",\"status\":\"SUCCEEDED\"}"))
        .isEqualTo(second)
        .isEqualTo(third);
    FunctionStage.await(() -> !stage.metrics(id.value()).isEmpty());
    assertThat(stage.metrics(id.value()))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.at("/_aws/CloudWatchMetrics/0/Namespace").asText())
                  .isEqualTo("Vigie");
              assertThat(line.at("/_aws/CloudWatchMetrics/0/Dimensions").toString())
                  .isEqualTo("[[\"Kind\",\"Cluster\",\"Database\"]]");
              assertThat(line.path("Database").asText()).isEqualTo("recorded");
              assertThat(line.path("OperationSucceeded").asInt()).isEqualTo(1);
              assertThat(line.path("DurationSeconds").asDouble()).isBetween(300.0, 400.0);
              assertThat(line.has("Rows") && line.has("StoredBytes")).isTrue();
            });
  }

  @Test
  void signal_ofSomethingElse_isIgnored() {
    Manifest stranger = stage.putManifest("stranger", stage.time(5));
    List<String> keys =
        List.of(
            stranger.key(),
            "backups/main/stranger/notes/manifest.json",
            "backups/main/stranger/" + stranger.backupId() + "/schema.dump.zst",
            "operations/" + stranger.backupId() + "/result.json",
            "operations/" + stranger.backupId() + "/claim.json",
            "operations/../result.json",
            "report/index.html");
    for (String key : keys) {
      assertIgnored(created(stage.store().bucket(), key));
    }
    assertIgnored(created("another-bucket", stranger.key()));
    assertIgnored(commandChanged("e8d3c0e4-71f7-4491-898f-c9b35bee5f3b", "Failed"));
    assertThat(journal.outcome(stranger.backupId())).isEmpty();
  }

  @Test
  void operation_thatNobodyAskedFor_isAnErrorWhenNamed() {
    LambdaResult result =
        stage.result("RecordOutcome", "{\"operationId\":\"20200101T000000Z-0000000000\"}");

    assertThat(result).isInstanceOf(LambdaResult.Failed.class);
    assertThat(((LambdaResult.Failed) result).json()).contains("OPERATION_UNKNOWN");
  }

  @Test
  void silentOperation_isPendingUntilReconcileEndsItAsLost() {
    OperationId id =
        FunctionStage.id(
            stage.invoke("StartBackup", FunctionStage.scheduled("silent", stage.time(6))));
    stage.awaitCalls(id);
    String command = journal.command(id).orElseThrow();
    for (String status : List.of("Cancelled", "Canceled", "Success")) {
      assertThat(stage.invoke("RecordOutcome", commandChanged(command, status)))
          .isEqualTo(FunctionStage.read("{\"operationId\":\"" + id + "\",\"status\":\"PENDING\"}"));
    }

    FunctionStage.await(() -> finding(id).path("action").asText().equals("ENDED"));

    JsonNode answer = stage.invoke("RecordOutcome", commandChanged(command, "Success"));
    assertThat(answer.path("status").asText()).isEqualTo("LOST");
    assertThat(answer.at("/error/code").asText()).isEqualTo("OPERATION_LOST");
    assertThat(answer.at("/error/message").asText()).contains("left no result");
    FunctionStage.await(() -> !stage.metrics(id.value()).isEmpty());
    assertThat(stage.metrics(id.value())).hasSize(1);
    assertThat(stage.metrics(id.value()).getFirst().path("OperationLost").asInt()).isEqualTo(1);
  }

  @Test
  void reconcile_endsWhatIsOverItsDeadline() {
    JsonNode started =
        stage.invoke("StartBackup", "{\"cluster\":\"away\",\"database\":\"offline\"}");
    assertThat(started.path("dispatch").asText()).isEqualTo("NODE_OFFLINE");
    assertThat(finding(FunctionStage.id(started)).path("action").asText()).isEqualTo("WAITING");

    OperationId late = OperationId.of(stage.time(7), "late");
    begin(late, FunctionStage.backup("late"), "i-0123456789abcdef0", Duration.ZERO);
    JsonNode finding = finding(late);
    assertThat(finding.path("action").asText()).isEqualTo("ENDED");
    assertThat(finding.at("/outcome/status").asText()).isEqualTo("LOST");
    assertThat(finding.at("/outcome/error/message").asText()).contains("nothing was heard by");
  }

  @Test
  void reconcile_sendsWhatWasNeverSent() {
    OperationId id = OperationId.of(stage.time(8), "unsent");
    begin(id, FunctionStage.backup("unsent"), "local", Duration.ofHours(1));

    assertThat(finding(id).path("action").asText()).isEqualTo("SENT");
    assertThat(stage.awaitCalls(id)).hasSize(1);
  }

  @Test
  void reconcile_tellsOfBackupsThatAreOverdue() {
    stage.putManifest("fresh", stage.time(9));

    JsonNode overdue = stage.invoke("Reconcile", "{\"anything\":[1]}").path("overdue");

    assertThat(overdue)
        .singleElement()
        .isEqualTo(
            FunctionStage.read("{\"cluster\":\"main\",\"database\":\"never\",\"rpo\":\"PT24H\"}"));
    FunctionStage.await(
        () ->
            stage.metrics("OverdueBackups").stream()
                .anyMatch(line -> line.path("OverdueBackups").asInt() == 1));
  }

  @Test
  void cancel_ofAnOperationWhoseNodeIsAway_endsItOnce() {
    OperationId id =
        FunctionStage.id(
            stage.invoke("StartBackup", "{\"cluster\":\"away\",\"database\":\"cancelled\"}"));
    String event = "{\"operationId\":\"" + id + "\",\"requestedBy\":\"Zoë\"}";

    JsonNode first = stage.invoke("Cancel", event);

    assertThat(first.path("state").asText()).isEqualTo("ENDED");
    assertThat(first.at("/outcome/status").asText()).isEqualTo("FAILED");
    assertThat(first.at("/outcome/error/code").asText()).isEqualTo("OPERATION_CANCELLED");
    assertThat(stage.invoke("Cancel", event)).isEqualTo(first);
    assertThat(finding(id).isMissingNode()).isTrue();
    assertThat(stage.calls(id.value())).isEmpty();
  }

  private static void assertIgnored(String event) {
    JsonNode answer = stage.invoke("RecordOutcome", event);
    assertThat(answer.path("status").asText()).as(event).isEqualTo("IGNORED");
    assertThat(answer.path("why").asText()).isNotEmpty();
  }

  /** What {@code Reconcile} says of the operation; a missing node if it says nothing. */
  private static JsonNode finding(OperationId id) {
    for (JsonNode finding : stage.invoke("Reconcile", "{}").path("findings")) {
      if (finding.path("id").asText().equals(id.value())) {
        return finding;
      }
    }
    return JsonDocuments.MAPPER.missingNode();
  }

  /** A request of five minutes ago. */
  private static void begin(OperationId id, Work work, String node, Duration deadline) {
    Instant asked = Instant.now().minus(Duration.ofMinutes(5));
    journal.begin(
        new OperationRequest(
            OperationRequest.SCHEMA_VERSION,
            id,
            asked,
            asked.plus(deadline),
            "a test",
            node,
            work));
  }

  private static String created(String bucket, String key) {
    return """
        {"detail-type":"Object Created","source":"aws.s3",
         "detail":{"bucket":{"name":"%s"},"object":{"key":"%s"},"reason":"PutObject"}}
        """
        .formatted(bucket, key);
  }

  private static String commandChanged(String commandId, String status) {
    return """
        {"detail-type":"EC2 Command Invocation Status-change Notification","source":"aws.ssm",
         "detail":{"command-id":"%s","instance-id":"i-0123456789abcdef0","status":"%s"}}
        """
        .formatted(commandId, status);
  }
}
