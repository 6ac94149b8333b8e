package dev.vigie.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.backup.BackupSettings;
import dev.vigie.drill.Verifier;
import dev.vigie.error.VigieException;
import dev.vigie.evidence.EvidenceLog;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Work;
import dev.vigie.postgres.PgTools;
import dev.vigie.report.Text;
import dev.vigie.restore.RestoreJob;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.Progress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does one operation, here or by a deployment, and tells how it ended. */
abstract class OperationCommand implements Callable<Integer> {
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private RemoteOptions remote = new RemoteOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * What to do, once the bucket is open.
   *
   * @param notes what to know before it begins, a sentence each
   */
  record Task(OperationId id, Work work, Supplier<PgTools> tools, List<String> notes) {
    Task(OperationId id, Work work, Supplier<PgTools> tools) {
      this(id, work, tools, List.of());
    }
  }

  /** The task that the options describe. */
  abstract Task task(ObjectStore store, Clock clock);

  /** The function that begins it in a deployment. */
  abstract String function();

  /** What that function is asked. */
  abstract ObjectNode request();

  /** Whether the function only answers, and nothing is begun. */
  boolean onlyAsks() {
    return false;
  }

  /** A function's answer in words; of use to a command that may only ask. */
  String describe(ObjectNode answer) {
    return answer.toPrettyString();
  }

  /** How many work at once. */
  int workers() {
    return RestoreJob.DEFAULT_WORKERS;
  }

  /** How backups go about their work; of use to a command that makes one. */
  BackupSettings settings() {
    return BackupSettings.fromEnvironment(System.getenv());
  }

  /** What is done here beside the operation, once that went well. */
  void complete(Outcome outcome, ObjectStore store) {}

  /** What to tell of it when it went well. */
  abstract String describe(Outcome outcome, ObjectStore store);

  @Override
  public final Integer call() {
    Clock clock = Clock.systemUTC();
    if (remote.isRemote() && onlyAsks()) {
      ObjectNode answer = remote.invoke(function(), request());
      output.print(answer, describe(answer));
      return 0;
    }
    try (ObjectStore store = bucket.open(remote)) {
      Outcome outcome =
          remote.isRemote() ? runRemotely(store, clock) : run(task(store, clock), store, clock);
      note(outcome, store, clock);
      if (outcome.status() == Outcome.Status.SUCCEEDED) {
        complete(outcome, store);
        output.print(outcome, describe(outcome, store));
        return 0;
      }
      return outcome.error().map(error -> fail(outcome)).orElse(1);
    }
  }

  private Outcome runRemotely(ObjectStore store, Clock clock) {
    ObjectNode started = remote.invoke(function(), request());
    OperationId id = new OperationId(started.path("operationId").asText());
    started.path("notes").forEach(note -> tell(note.asText()));
    OperationJournal journal = new OperationJournal(store);
    if (output.wantsBars()) {
      try (ProgressBars bars = new ProgressBars()) {
        return new OperationFollower(journal, bars, clock).follow(id);
      }
    }
    return new OperationFollower(journal, output.lines(), clock).follow(id);
  }

  /** What was done is done, also where nobody may note it here; a deployment notes it later. */
  private void note(Outcome outcome, ObjectStore store, Clock clock) {
    try {
      OperationRequest request = new OperationJournal(store).require(outcome.id());
      new Verifier(store, clock).ended(request, outcome);
      new EvidenceLog(store, clock).ended(request, outcome);
    } catch (VigieException e) {
      tell("how the operation ended could not be noted everywhere: " + e.getMessage());
    }
  }

  /** Beside the answer, and in its form, for the answer is how the operation ended. */
  private void tell(String note) {
    String line =
        OutputOptions.isJson(spec.commandLine())
            ? new String(JsonDocuments.bytes(Map.of("note", note)), StandardCharsets.UTF_8)
            : "note: " + Text.message(note);
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }

  private Outcome run(Task task, ObjectStore store, Clock clock) {
    task.notes().forEach(this::tell);
    if (output.wantsBars()) {
      try (ProgressBars bars = new ProgressBars()) {
        return run(task, store, clock, bars);
      }
    }
    return run(task, store, clock, output.lines());
  }

  private Outcome run(Task task, ObjectStore store, Clock clock, Progress progress) {
    return new Operations(
            store, bucket.others(), task.tools(), progress, clock, settings(), workers())
        .run(task.id(), task.work());
  }

  private int fail(Outcome outcome) {
    ErrorReport.print(outcome.error().orElseThrow(), spec.commandLine());
    return ErrorReport.exitStatus(outcome.error().orElseThrow().code());
  }
}
