package dev.vigie.cli;

import dev.vigie.backup.BackupVerification;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.operation.OperationId;
import dev.vigie.report.Text;
import dev.vigie.storage.ObjectStore;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vigie verify}. */
@Command(
    name = "verify",
    description = "Read a stored backup again, every byte, and compare it with its manifest.")
final class VerifyCommand implements Callable<Integer> {
  @Parameters(description = "The backup's id.", paramLabel = "BACKUP")
  private String backup = "";

  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    OperationId id = new OperationId(backup);
    try (ObjectStore store = bucket.open()) {
      Manifest manifest = new Catalog(store).require(id);
      if (output.wantsBars()) {
        try (ProgressBars bars = new ProgressBars()) {
          new BackupVerification(store, bars).verify(manifest);
        }
      } else {
        new BackupVerification(store, output.lines()).verify(manifest);
      }
      output.print(
          Map.of("backupId", id, "status", "INTACT", "storedBytes", manifest.storedBytes()),
          "backup %s is intact: %s read, %d tables with %s rows as the manifest says"
              .formatted(
                  id,
                  Text.bytes(manifest.storedBytes()),
                  BackupSummary.tables(manifest),
                  Text.count(manifest.rows())));
      return 0;
    }
  }
}
