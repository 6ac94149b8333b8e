package dev.vigie.cli;

import dev.vigie.catalog.Catalog;
import dev.vigie.drill.Objectives;
import dev.vigie.report.Text;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vigie objectives}. */
@Command(
    name = "objectives",
    description = {
      "Tell what was measured of each database's recovery: how much would be lost now, by the backups"
          + " that were verified, and how long a restore takes, by the drills.",
    })
final class ObjectivesCommand implements Callable<Integer> {
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    try (ObjectStore store = bucket.open()) {
      Instant now = Clock.systemUTC().instant();
      Catalog catalog = new Catalog(store);
      List<Objectives> all = new ArrayList<>();
      for (String cluster : catalog.clusters()) {
        for (String database : catalog.databases(cluster)) {
          all.add(Objectives.of(store, cluster, database, now));
        }
      }
      output.print(
          all, all.isEmpty() ? "The bucket " + store.bucket() + " holds no backup." : table(all));
      return 0;
    }
  }

  private static String table(List<Objectives> all) {
    return Text.table(
        List.of(
            "CLUSTER",
            "DATABASE",
            "NEWEST VERIFIED",
            " AGE",
            " LARGEST GAP",
            " RESTORE",
            " BEFORE"),
        all.stream()
            .map(
                one ->
                    List.of(
                        Text.name(one.cluster()),
                        Text.name(one.database()),
                        one.newestVerified().map(id -> id.value()).orElse("none"),
                        duration(one.age()),
                        duration(one.largestGap()),
                        duration(one.restore()),
                        duration(one.before())))
            .toList());
  }

  private static String duration(Optional<Duration> duration) {
    return duration.map(Text::duration).orElse("");
  }
}
