package dev.vigie.cli;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.report.Text;
import dev.vigie.restore.Undo;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vigie undo}. */
@Command(
    name = "undo",
    description = "Take a restore's swap back: the database that it replaced gets its name again.")
final class UndoCommand implements Callable<Integer> {
  @Parameters(description = "The id of the restore.", paramLabel = "RESTORE")
  private String restore = "";

  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    OperationId id = new OperationId(restore);
    try (ObjectStore store = bucket.open()) {
      Undo.Undone undone =
          new Undo(database.connectToServer(), Clock.systemUTC()).run(id, report(store, id));
      output.print(
          undone,
          "database %s is as it was before; the restored one is kept as %s"
              .formatted(Text.name(undone.database()), Text.name(undone.keptAs())));
      return 0;
    }
  }

  private static Report.Restore report(ObjectStore store, OperationId id) {
    OperationJournal journal = new OperationJournal(store);
    journal.require(id);
    return journal
        .outcome(id)
        .flatMap(Outcome::report)
        .filter(Report.Restore.class::isInstance)
        .map(Report.Restore.class::cast)
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.UNDO_IMPOSSIBLE, id + " is no restore that succeeded"));
  }
}
