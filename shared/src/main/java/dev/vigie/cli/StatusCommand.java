package dev.vigie.cli;

import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationStatus;
import dev.vigie.report.OperationTable;
import dev.vigie.report.StatusSummary;
import dev.vigie.report.SummaryReader;
import dev.vigie.report.SummaryText;
import dev.vigie.report.Text;
import dev.vigie.storage.InParallel;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigie status}. */
@Command(
    name = "status",
    description = {
      "Tell how all is now, and how the newest operations are; or how one operation is. All by what"
          + " is in the bucket: what health was found to be at the last look, and the backups,"
          + " drills and operations themselves.",
      "In JSON that is {\"summary\": {...}, \"operations\": [...]}, or the one operation."
    })
final class StatusCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", description = "The operation's id.", paramLabel = "OPERATION")
  private @Nullable String operation;

  @Mixin private RemoteOptions remote = new RemoteOptions();
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--limit",
      description = "At most so many of the newest (default: ${DEFAULT-VALUE}).",
      defaultValue = "20",
      paramLabel = "N")
  private int limit = 20;

  /** The answer in JSON. */
  record Now(StatusSummary summary, List<OperationStatus> operations) {}

  @Override
  public Integer call() {
    try (ObjectStore store = bucket.open(remote)) {
      OperationJournal journal = new OperationJournal(store);
      if (operation == null) {
        StatusSummary summary = new SummaryReader(store, Clock.systemUTC()).read();
        List<OperationStatus> newest =
            InParallel.of(
                    journal.newest(Math.max(1, limit)), id -> OperationStatus.find(journal, id))
                .stream()
                .flatMap(Optional::stream)
                .toList();
        output.print(
            new Now(summary, newest),
            "%s%nThe newest operations%n%s"
                .formatted(new SummaryText(summary).text(), table(newest)));
      } else {
        OperationId id = new OperationId(operation);
        journal.require(id);
        OperationStatus.find(journal, id).ifPresent(one -> output.print(one, describe(one)));
      }
      return 0;
    }
  }

  private static String table(List<OperationStatus> all) {
    return all.isEmpty() ? "The bucket holds no operation." : new OperationTable(all).text();
  }

  private static String describe(OperationStatus one) {
    StringBuilder text = new StringBuilder();
    line(text, "operation", one.id() + ", a " + one.kind());
    line(text, "database", Text.name(one.database()) + " of cluster " + Text.name(one.cluster()));
    line(text, "asked", one.requestedAt() + " by " + Text.message(one.requestedBy()));
    line(text, "state", state(one));
    one.outcome()
        .flatMap(outcome -> outcome.error())
        .ifPresent(
            error ->
                line(text, "error", Text.message(error.message()) + " [" + error.code() + "]"));
    one.outcome()
        .flatMap(outcome -> outcome.command())
        .flatMap(command -> command.log())
        .ifPresent(log -> line(text, "log", log));
    return text.toString();
  }

  private static String state(OperationStatus one) {
    return one.state()
        + OperationTable.done(one).map(done -> ", " + done).orElse("")
        + OperationTable.left(one).map(left -> ", " + left + " left").orElse("");
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("%-10s%s%n".formatted(what, value));
  }
}
