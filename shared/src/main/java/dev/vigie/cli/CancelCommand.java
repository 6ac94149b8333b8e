package dev.vigie.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.backup.BackupCheck;
import dev.vigie.backup.CopyCheck;
import dev.vigie.drill.DrillCheck;
import dev.vigie.operation.Canceller;
import dev.vigie.operation.Canceller.Cancelled;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeRecorder;
import dev.vigie.operation.PerKind;
import dev.vigie.report.Text;
import dev.vigie.restore.RestoreCheck;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vigie cancel}. */
@Command(
    name = "cancel",
    description = {
      "Ask an operation to end before it is done.",
      "Its runner, wherever it is, looks into the bucket every 10 seconds, ends, and leaves nothing"
          + " behind; what was done before it looked stays done."
    })
final class CancelCommand implements Callable<Integer> {
  @Parameters(description = "The operation's id.", paramLabel = "OPERATION")
  private String operation = "";

  @Mixin private RemoteOptions remote = new RemoteOptions();
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    OperationId id = new OperationId(operation);
    if (remote.isRemote()) {
      ObjectNode event = JsonNodeFactory.instance.objectNode().put("operationId", id.value());
      Cancelled cancelled =
          JsonDocuments.MAPPER.convertValue(remote.invoke("Cancel", event), Cancelled.class);
      output.print(cancelled, describe(cancelled));
      return 0;
    }
    Clock clock = Clock.systemUTC();
    try (ObjectStore store = bucket.open()) {
      OperationJournal journal = new OperationJournal(store);
      OutcomeRecorder recorder =
          new OutcomeRecorder(
              journal,
              new PerKind<>(
                  new BackupCheck(store, clock),
                  new RestoreCheck(store, clock),
                  new DrillCheck(store, clock),
                  new CopyCheck(bucket.others(), clock)),
              clock);
      Cancelled cancelled =
          new Canceller(journal, recorder, Optional.empty(), clock)
              .cancel(id, "vigie on " + Operations.host());
      output.print(cancelled, describe(cancelled));
      return 0;
    }
  }

  /** The answer for people. */
  static String describe(Cancelled cancelled) {
    return cancelled
        .outcome()
        .map(outcome -> "operation %s has ended: %s".formatted(outcome.id(), how(outcome)))
        .orElseGet(() -> "operation %s was asked to end".formatted(cancelled.operationId()));
  }

  private static String how(Outcome outcome) {
    return outcome.status()
        + outcome
            .error()
            .map(error -> ", " + Text.message(error.message()) + " [" + error.code() + "]")
            .orElse("");
  }
}
