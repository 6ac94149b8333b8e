package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.catalog.Manifest;
import dev.vigie.local.LambdaResult;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Work;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handlers that start work, over a real S3: what an event leaves there and on the node. */
class HandlersIT {
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
  void scheduledEvent_sentTwice_isOneOperationAndOneCommand() {
    String event = FunctionStage.scheduled("twice", stage.time(1));
    JsonNode first = stage.invoke("StartBackup", event);
    JsonNode second = stage.invoke("StartBackup", event);

    assertThat(first.path("dispatch").asText()).isEqualTo("SENT");
    assertThat(second.path("dispatch").asText()).isEqualTo("ALREADY_ASKED");
    assertThat(second.path("operationId")).isEqualTo(first.path("operationId"));
    OperationId id = FunctionStage.id(first);
    assertThat(id.time()).isEqualTo(stage.time(1));
    assertThat(journal.require(id).work()).isEqualTo(FunctionStage.backup("twice"));
    assertThat(journal.require(id).requestedBy()).endsWith("schedule/vigie/nightly");
    assertThat(stage.awaitCalls(id))
        .containsExactly("node run --bucket " + stage.store().bucket() + " --operation " + id);
  }

  @Test
  void scheduledEvent_sentFourTimesAtOnce_isOneOperationAndOneCommand() throws Exception {
    String event = FunctionStage.scheduled("at once", stage.time(2));
    stage.function("StartBackup");
    stage.function("StartBackup-2");
    List<JsonNode> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<JsonNode>> calls = new ArrayList<>();
      for (String name : List.of("StartBackup", "StartBackup-2", "StartBackup", "StartBackup-2")) {
        calls.add(callers.submit(() -> stage.invoke(name, event)));
      }
      for (Future<JsonNode> call : calls) {
        answers.add(call.get());
      }
    }

    assertThat(answers)
        .extracting(answer -> answer.path("dispatch").asText())
        .containsExactlyInAnyOrder("SENT", "ALREADY_ASKED", "ALREADY_ASKED", "ALREADY_ASKED");
    assertThat(answers)
        .extracting(FunctionStage::id)
        .containsOnly(FunctionStage.id(answers.getFirst()));
    assertThat(stage.awaitCalls(FunctionStage.id(answers.getFirst()))).hasSize(1);
  }

  @Test
  void directEvents_areEachAnOperation() {
    String event = "{\"cluster\":\"main\",\"database\":\"direct\",\"requestedBy\":\"Zoë\"}";
    OperationId first = FunctionStage.id(stage.invoke("StartBackup", event));
    OperationId second = FunctionStage.id(stage.invoke("StartBackup", event));

    assertThat(first).isNotEqualTo(second);
    assertThat(journal.require(first).requestedBy()).matches("invocation [0-9a-f-]{36} for Zoë");
  }

  @Test
  void request_forAnUnknownCluster_isRefusedAndNothingWritten() {
    List<String> before = stage.store().listFolders("operations/");
    String event = "{\"cluster\":\"nowhere\",\"database\":\"x\"}";

    for (String function : List.of("StartBackup", "StartRestore", "StartDrill", "StartCopy")) {
      JsonNode answer = stage.invoke(function, event);
      assertThat(answer.path("status").asText()).isEqualTo("REFUSED");
      assertThat(answer.at("/error/message").asText()).contains("nowhere", "main", "away");
    }
    assertThat(stage.store().listFolders("operations/")).isEqualTo(before);
  }

  @Test
  void nonsense_isRefusedByEveryHandler() {
    for (String function :
        List.of(
            "StartBackup",
            "StartRestore",
            "StartDrill",
            "StartCopy",
            "RecordOutcome",
            "Reconcile",
            "Cancel",
            "PlanBackups")) {
      for (String event : List.of("[]", "[".repeat(1024 * 1024), "{\"cluster\":")) {
        JsonNode answer = stage.invoke(function, event);
        assertThat(answer.path("status").asText()).as(function).isEqualTo("REFUSED");
        assertThat(answer.at("/error/code").asText()).isEqualTo("REQUEST_INVALID");
      }
    }
  }

  @Test
  void hostileName_travelsInTheBucketAndNotInTheCommand() {
    String name = "it's \"; $(touch x) `y` \n../..";
    String event =
        JsonDocuments.MAPPER
            .createObjectNode()
            .put("cluster", "main")
            .put("database", name)
            .toString();

    OperationId id = FunctionStage.id(stage.invoke("StartBackup", event));

    assertThat(journal.require(id).work()).isEqualTo(FunctionStage.backup(name));
    assertThat(stage.awaitCalls(id))
        .containsExactly("node run --bucket " + stage.store().bucket() + " --operation " + id);
  }

  @Test
  void restore_ofTheLatestBackup_isOneOperation() {
    Manifest manifest = stage.putManifest("restored", stage.time(3));

    JsonNode answer =
        stage.invoke("StartRestore", "{\"cluster\":\"main\",\"database\":\"restored\"}");

    Work.Restore work = (Work.Restore) journal.require(FunctionStage.id(answer)).work();
    assertThat(work.backupId()).isEqualTo(manifest.backupId());
    assertThat(work.target()).startsWith("restored_restored_");
    assertThat(stage.awaitCalls(FunctionStage.id(answer))).hasSize(1);
  }

  @Test
  void drill_askedForTwiceByOneSchedule_isOneOperationOnTheNodeForDrills() {
    Manifest manifest = stage.putManifest("drilled", stage.time(6));
    String event =
        """
        {"cluster":"main","database":"drilled","scheduleArn":"arn:x","scheduledTime":"%s",
         "checks":[{"sql":"SELECT 1","expected":"1"}]}
        """
            .formatted(stage.time(7));

    JsonNode first = stage.invoke("StartDrill", event);
    JsonNode second = stage.invoke("StartDrill", event);

    OperationId id = FunctionStage.id(first);
    assertThat(FunctionStage.id(second)).isEqualTo(id);
    assertThat(journal.require(id).work())
        .isEqualTo(
            new Work.Drill(
                "main", "drilled", manifest.backupId(), List.of(new Work.Check("SELECT 1", "1"))));
    assertThat(journal.require(id).node()).isEqualTo("local");
    assertThat(stage.awaitCalls(id)).hasSize(1);
  }

  @Test
  void drills_thatAreDue_areBegunOnce_withTheFleetsChecks_andAlsoWhereNothingCanBeDrilledYet() {
    Manifest manifest = stage.putManifest("fresh", stage.time(8));
    Instant now = Instant.now();
    String event = "{\"tick\": true, \"scheduledTime\": \"%s\"}".formatted(now);

    JsonNode first = stage.invoke("StartDrill", event);
    JsonNode second = stage.invoke("StartDrill", event);

    assertThat(first.toString()).isEqualTo("{\"begun\":1,\"withoutBackup\":1}");
    assertThat(second).isEqualTo(first);
    Work.Drill drill =
        new Work.Drill(
            "main", "fresh", manifest.backupId(), List.of(new Work.Check("SELECT 1", "1")));
    assertThat(journal.since(now.minus(Duration.ofMinutes(6))))
        .map(journal::require)
        .filteredOn(request -> request.work().equals(drill))
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.requestedBy()).isEqualTo("the schedule of drills");
              assertThat(stage.awaitCalls(request.id())).hasSize(1);
            });
  }

  @Test
  void report_isWrittenWhereABrowserFindsIt() throws IOException {
    stage.putManifest("shown", stage.time(2));

    JsonNode answer = stage.invoke("PublishReport", "{}");

    assertThat(answer.path("key").asText()).isEqualTo("report/index.html");
    try (ObjectBody page = stage.store().get("report/index.html")) {
      assertThat(new String(page.stream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("<!DOCTYPE html>")
          .contains("main / shown");
    }
  }

  @Test
  void copy_askedForTwiceByOneBackup_isOneOperationIntoTheSecondBucket() {
    String event =
        """
        {"cluster":"main","database":"copied","scheduleArn":"the end of backup x",
         "scheduledTime":"%s"}
        """
            .formatted(stage.time(7));

    JsonNode first = stage.invoke("StartCopy", event);
    JsonNode second = stage.invoke("StartCopy", event);

    OperationId id = FunctionStage.id(first);
    assertThat(FunctionStage.id(second)).isEqualTo(id);
    assertThat(journal.require(id).work())
        .isEqualTo(new Work.Copy("main", "copied", "second", Optional.empty()));
    assertThat(stage.awaitCalls(id)).hasSize(1);
  }

  @Test
  void drill_ofABackupThatIsNotThere_fails() {
    LambdaResult result =
        stage.result(
            "StartDrill",
            "{\"cluster\":\"main\",\"database\":\"x\",\"backup\":\"20200101T000000Z-0000000000\"}");

    assertThat(result).isInstanceOf(LambdaResult.Failed.class);
    assertThat(((LambdaResult.Failed) result).json()).contains("BACKUP_UNKNOWN");
  }

  @Test
  void swap_isDoneOnlyWithTheApprovalOfItsDryRun() {
    Manifest manifest = stage.putManifest("swapped", stage.time(5));
    String swap = "{\"cluster\":\"main\",\"database\":\"swapped\",\"swap\":true,\"%s\":%s}";
    List<String> before = stage.store().listFolders("operations/");

    JsonNode refused = stage.invoke("StartRestore", swap.formatted("dryRun", false));
    JsonNode plan = stage.invoke("StartRestore", swap.formatted("dryRun", true));

    assertThat(refused.at("/error/code").asText()).isEqualTo("APPROVAL_NEEDED");
    assertThat(plan.path("backupId").asText()).isEqualTo(manifest.backupId().value());
    assertThat(plan.path("target").asText()).isEqualTo("swapped");
    assertThat(plan.path("inTheWay")).isEmpty();
    assertThat(plan.path("steps")).hasSize(4);
    assertThat(stage.store().listFolders("operations/")).isEqualTo(before);
    JsonNode done = stage.invoke("StartRestore", swap.formatted("approval", plan.path("approval")));
    assertThat(done.path("dispatch").asText()).isEqualTo("SENT");
    assertThat(stage.awaitCalls(FunctionStage.id(done))).hasSize(1);
  }

  @Test
  void restore_ofABackupThatIsNotThere_fails() {
    LambdaResult result =
        stage.result(
            "StartRestore",
            "{\"cluster\":\"main\",\"database\":\"x\",\"backup\":\"20200101T000000Z-0000000000\"}");

    assertThat(result).isInstanceOf(LambdaResult.Failed.class);
    assertThat(((LambdaResult.Failed) result).json()).contains("BACKUP_UNKNOWN");
  }
}
