package dev.vigie.cli;

import dev.vigie.backup.BackupSettings;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Work;
import dev.vigie.postgres.PgTools;
import dev.vigie.restore.RestoreJob;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.Progress;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does one operation here and tells how it ended. */
abstract class OperationCommand implements Callable<Integer> {
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  /** What to do, once the bucket is open. */
  record Task(OperationId id, Work work, Supplier<PgTools> tools) {}

  /** The task that the options describe. */
  abstract Task task(ObjectStore store, Clock clock);

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
    try (ObjectStore store = bucket.open()) {
      Task task = task(store, clock);
      Outcome outcome = run(task, store, clock);
      if (outcome.status() == Outcome.Status.SUCCEEDED) {
        complete(outcome, store);
        output.print(outcome, describe(outcome, store));
        return 0;
      }
      return outcome.error().map(error -> fail(outcome)).orElse(1);
    }
  }

  private Outcome run(Task task, ObjectStore store, Clock clock) {
    if (output.wantsBars()) {
      try (ProgressBars bars = new ProgressBars()) {
        return run(task, store, clock, bars);
      }
    }
    return run(task, store, clock, output.lines());
  }

  private Outcome run(Task task, ObjectStore store, Clock clock, Progress progress) {
    return new Operations(store, task.tools(), progress, clock, settings(), workers())
        .run(task.id(), task.work());
  }

  private int fail(Outcome outcome) {
    ErrorReport.print(outcome.error().orElseThrow(), spec.commandLine());
    return ErrorReport.exitStatus(outcome.error().orElseThrow().code());
  }
}
