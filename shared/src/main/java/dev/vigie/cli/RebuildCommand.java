package dev.vigie.cli;

import dev.vigie.backup.BackupSettings;
import dev.vigie.catalog.Catalog;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationResult;
import dev.vigie.operation.Work;
import dev.vigie.restore.Rebuild;
import dev.vigie.restore.RestoreJob;
import dev.vigie.restore.RestoreStarter;
import dev.vigie.restore.VolumeRestore;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.Progress;
import dev.vigie.volume.Volume;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vigie node rebuild}: what a node starts on a server that it has just made. */
@Command(
    name = "rebuild",
    description = {
      "Fill a new, empty server with the newest backup of each of the cluster's databases.",
      "Prints a line of JSON for each, its result, and none where there is no backup.",
      "Each is an operation like any other: its request and its result are in the bucket."
    })
final class RebuildCommand implements Callable<Integer> {
  @Mixin private BucketOptions bucket = new BucketOptions();

  @Option(
      names = "--cluster",
      required = true,
      description = "Name of the server in the bucket.",
      paramLabel = "NAME")
  private String cluster = "";

  @Option(
      names = "--backup",
      description = "A backup to restore in the place of its database's newest.",
      paramLabel = "BACKUP")
  private String backup = RestoreStarter.LATEST;

  @Option(
      names = "--volume",
      description = "Files of the application that are restored, too, and where (repeatable).",
      paramLabel = "NAME=/DIRECTORY")
  private List<String> volumes = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Optional<OperationId> chosen =
        backup.equals(RestoreStarter.LATEST) || backup.equals(RestoreStarter.NEWEST)
            ? Optional.empty()
            : Optional.of(new OperationId(backup));
    try (ObjectStore store = bucket.open()) {
      for (Work.Restore work : new Rebuild(new Catalog(store)).work(cluster, chosen)) {
        Optional<Failure> failure = restore(store, work).error();
        if (failure.isPresent()) {
          ErrorReport.print(failure.get(), spec.commandLine());
          return ErrorReport.exitStatus(failure.get().code());
        }
      }
      return 0;
    }
  }

  private OperationResult restore(ObjectStore store, Work.Restore work) {
    Clock clock = Clock.systemUTC();
    OperationId id =
        OperationId.of(clock.instant(), "rebuild", cluster, UUID.randomUUID().toString());
    Operations operations =
        new Operations(
            store,
            bucket.others(),
            NodeCommand::connect,
            new ProgressLines(spec.commandLine().getErr()),
            clock,
            BackupSettings.standard(),
            RestoreJob.DEFAULT_WORKERS);
    OperationResult result = operations.attempt(id, work);
    if (result.error().isEmpty() && !volumes.isEmpty()) {
      new VolumeRestore(store, Progress.NONE)
          .restore(
              new Catalog(store).find(cluster, work.database(), work.backupId()).orElseThrow(),
              volumes.stream().map(Volume::parse).toList());
    }
    spec.commandLine()
        .getOut()
        .println(new String(JsonDocuments.bytes(result), StandardCharsets.UTF_8));
    spec.commandLine().getOut().flush();
    return result;
  }
}
