package dev.vigie.cli;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Verifications;
import dev.vigie.error.ErrorCategory;
import dev.vigie.operation.OperationId;
import dev.vigie.storage.ObjectStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigie list}. */
@Command(name = "list", description = "List the backups in the bucket, newest first.")
final class ListCommand implements Callable<Integer> {
  @Mixin private RemoteOptions remote = new RemoteOptions();
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(names = "--cluster", description = "Only this cluster's.", paramLabel = "NAME")
  private @Nullable String cluster;

  @Option(names = "--database", description = "Only this database's.", paramLabel = "NAME")
  private @Nullable String database;

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
    List<ListedBackup> found = new ArrayList<>();
    List<String> clusters = cluster == null ? catalog.clusters() : List.of(cluster);
    for (String each : clusters) {
      List<String> databases = database == null ? catalog.databases(each) : List.of(database);
      for (String name : databases) {
        Set<OperationId> verified = Set.copyOf(new Verifications(catalog.store()).of(each, name));
        catalog.entries(each, name, Math.max(1, limit)).stream()
            .map(entry -> ListedBackup.of(entry, verified))
            .forEach(found::add);
      }
    }
    found.sort(Comparator.comparing(ListedBackup::backupId).reversed());
    return found;
  }
}
