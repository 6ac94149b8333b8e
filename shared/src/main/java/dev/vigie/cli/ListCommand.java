package dev.vigie.cli;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Verifications;
import dev.vigie.error.ErrorCategory;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.ObjectStore;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigie list}. */
@Command(name = "list", description = "List the backups in the bucket, newest first.")
final class ListCommand implements Callable<Integer> {
  @Mixin private RemoteOptions remote = new RemoteOptions();
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private DatabaseFilter filter = new DatabaseFilter();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--limit",
      description = "At most so many of each database (default: ${DEFAULT-VALUE}).",
      defaultValue = "20",
      paramLabel = "N")
  private int limit = 20;

  @Override
  public Integer call() {
    try (ObjectStore store = bucket.open(remote)) {
      List<ListedBackup> backups = backups(new Catalog(store));
      String text =
          backups.isEmpty()
              ? "The bucket " + store.bucket() + " holds no such backup."
              : ListedBackup.table(backups);
      output.print(backups, text);
      return backups.stream().anyMatch(DamagedBackup.class::isInstance)
          ? ErrorCategory.INTEGRITY.exitStatus()
          : 0;
    }
  }

  private List<ListedBackup> backups(Catalog catalog) {
    return filter
        .of(catalog)
        .flatMap(each -> backups(catalog, each))
        .sorted(Comparator.comparing(ListedBackup::backupId).reversed())
        .toList();
  }

  private Stream<ListedBackup> backups(Catalog catalog, DatabaseFilter.Chosen of) {
    Set<OperationId> verified =
        Set.copyOf(new Verifications(catalog.store()).of(of.cluster(), of.database()));
    return catalog.entries(of.cluster(), of.database(), Math.max(1, limit)).stream()
        .map(entry -> ListedBackup.of(entry, verified));
  }
}
