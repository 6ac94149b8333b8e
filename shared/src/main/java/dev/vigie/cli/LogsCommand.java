package dev.vigie.cli;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.CommandTrace;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Outcome;
import dev.vigie.report.Text;
import dev.vigie.storage.ObjectStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vigie logs}. */
@Command(
    name = "logs",
    description = "Show the head of what an operation's command printed, and where the rest is.")
final class LogsCommand implements Callable<Integer> {
  @Parameters(description = "The operation's id.", paramLabel = "OPERATION")
  private String operation = "";

  @Mixin private RemoteOptions remote = new RemoteOptions();
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    OperationId id = new OperationId(operation);
    try (ObjectStore store = bucket.open(remote)) {
      OperationJournal journal = new OperationJournal(store);
      journal.require(id);
      CommandTrace trace =
          journal
              .outcome(id)
              .flatMap(Outcome::command)
              .orElseThrow(
                  () ->
                      new VigieException(
                          ErrorCode.OBJECT_UNKNOWN,
                          "nothing is kept of what a command of operation " + id + " printed",
                          "It is kept when an operation that a node did has ended; see vigie status.",
                          null));
      output.print(trace, describe(trace));
      return 0;
    }
  }

  private static String describe(CommandTrace trace) {
    String head = trace.outputHead().lines().map(Text::message).reduce("", (a, b) -> a + b + "\n");
    return head + trace.log().map(log -> "all of it: " + log).orElse("nothing else is kept of it");
  }
}
