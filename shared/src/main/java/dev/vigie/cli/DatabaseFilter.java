package dev.vigie.cli;

import dev.vigie.catalog.Catalog;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of the databases in the bucket a command tells of: all, unless it is told otherwise. */
final class DatabaseFilter {
  @Option(names = "--cluster", description = "Only this cluster's.", paramLabel = "NAME")
  private @Nullable String cluster;

  @Option(names = "--database", description = "Only this database's.", paramLabel = "NAME")
  private @Nullable String database;

  /** A database in the bucket, or one that was named. */
  record Chosen(String cluster, String database) {}

  /** Those that it lets pass, by clusters; one that is named need not be there. */
  Stream<Chosen> of(Catalog catalog) {
    List<String> clusters = cluster == null ? catalog.clusters() : List.of(cluster);
    return clusters.stream()
        .flatMap(
            each -> {
              List<String> databases =
                  database == null ? catalog.databases(each) : List.of(database);
              return databases.stream().map(name -> new Chosen(each, name));
            });
  }
}
