package dev.vigie.cli;

import dev.vigie.aws.S3ObjectStore;
import dev.vigie.backup.BackupCopy;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.config.S3Settings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.report.Text;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigie copy}. */
@Command(
    name = "copy",
    description = {
      "Copy backups into a second bucket, and read them back there.",
      "What is there already is passed over, so that a schedule may ask again and again."
    })
final class CopyCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", description = "The backups' ids.", paramLabel = "BACKUP")
  private List<String> backups = new ArrayList<>();

  @Option(names = "--to", required = true, description = "The second bucket.", paramLabel = "NAME")
  private String to = "";

  @Option(
      names = "--to-region",
      description = "Its region (default: the first bucket's).",
      paramLabel = "REGION")
  private @Nullable String region;

  @Option(
      names = "--to-endpoint",
      description = "URL of its S3-compatible server (default: the first bucket's).",
      paramLabel = "URL")
  private @Nullable String endpoint;

  @Option(
      names = "--missing",
      description = "Every backup that the second bucket lacks, of each database the newest first.")
  private boolean missing;

  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    if (missing == !backups.isEmpty()) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "name backups, or ask for all that are --missing");
    }
    try (ObjectStore from = bucket.open();
        ObjectStore second = S3ObjectStore.open(second())) {
      List<Manifest> copied = new ArrayList<>();
      for (Manifest manifest : wanted(from, second)) {
        copied.add(copy(from, second, manifest));
      }
      output.print(copied.stream().map(this::json).toList(), describe(copied));
      return 0;
    }
  }

  private S3Settings second() {
    S3Settings second = bucket.settings().other(to, Optional.ofNullable(region));
    return endpoint == null
        ? second
        : new S3Settings(to, second.region(), Optional.of(S3Settings.endpointOf(endpoint)));
  }

  private List<Manifest> wanted(ObjectStore from, ObjectStore second) {
    Catalog first = new Catalog(from);
    if (!missing) {
      return backups.stream().map(OperationId::new).map(first::require).toList();
    }
    BackupCopy copy = new BackupCopy(from, second, Progress.NONE);
    return first.clusters().stream()
        .flatMap(
            cluster ->
                first.databases(cluster).stream()
                    .flatMap(database -> copy.lacking(cluster, database).stream()))
        .toList();
  }

  private Manifest copy(ObjectStore from, ObjectStore second, Manifest manifest) {
    if (output.wantsBars()) {
      try (ProgressBars bars = new ProgressBars()) {
        return new BackupCopy(from, second, bars).copy(manifest);
      }
    }
    return new BackupCopy(from, second, output.lines()).copy(manifest);
  }

  private Map<String, Object> json(Manifest manifest) {
    return Map.of(
        "backupId",
        manifest.backupId(),
        "database",
        manifest.database().name(),
        "storedBytes",
        manifest.storedBytes(),
        "bucket",
        to);
  }

  private String describe(List<Manifest> copied) {
    long bytes = copied.stream().mapToLong(Manifest::storedBytes).sum();
    return copied.isEmpty()
        ? "The bucket " + to + " has them all."
        : "%d backups of %s are in %s, and were read back there"
            .formatted(copied.size(), Text.bytes(bytes), to);
  }
}
