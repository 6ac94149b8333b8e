package dev.vigie.cli;

import dev.vigie.aws.S3Posture;
import dev.vigie.catalog.Catalog;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.HealthSettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.probe.Health;
import dev.vigie.probe.HealthRound;
import dev.vigie.probe.PostgresLook;
import dev.vigie.probe.Trust;
import dev.vigie.report.Text;
import dev.vigie.storage.ObjectStore;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigie health}. */
@Command(
    name = "health",
    description = {
      "Look at everything that can be looked at from here: the bucket and its backups, the"
          + " PostgreSQL server if one is named, addresses over HTTPS if any are given.",
      "Changes nothing.",
      "Ends with status 0 if all is well, else by the worst that was found: 10 what could not be"
          + " looked at, 11 a warning, 12 something broken."
    },
    exitCodeListHeading = "%nExit status beside those of vigie:%n",
    exitCodeList = {
      "10:something could not be looked at",
      "11:a warning",
      "12:something is broken"
    })
final class HealthCommand implements Callable<Integer> {
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private DatabaseOptions database = new DatabaseOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--https",
      description = "An address to ask; may be given several times.",
      paramLabel = "URL")
  private List<URI> https = new ArrayList<>();

  @Option(
      names = "--rpo",
      description =
          "How old the newest backup of a database may be, in hours, where $VIGIE_FLEET promises"
              + " nothing else (default: ${DEFAULT-VALUE}).",
      defaultValue = "26",
      paramLabel = "HOURS")
  private int rpoHours = 26;

  @Override
  public Integer call() {
    HealthSettings settings = HealthSettings.fromEnvironment(System.getenv());
    HealthRound round = new HealthRound(settings, Clock.systemUTC().instant());
    try (ObjectStore store = bucket.open()) {
      addBucket(round, store);
      if (database.isNamed()) {
        round.withServer(database.cluster(), () -> PostgresLook.at(database.connectToServer()));
      }
      round.withHttps(Trust.ofThePlatform());
      https.forEach(address -> round.withAddress(nameOf(address), address, Trust.ofThePlatform()));
      HealthRound.Found found = round.look();
      output.print(found, table(found));
      return status(found.worst());
    }
  }

  private void addBucket(HealthRound round, ObjectStore store) {
    S3Posture posture = new S3Posture(bucket.settings());
    round
        .withBackups(store, fleet(store), false)
        .withPosture(
            store.bucket(),
            new HealthRound.PostureReader(
                posture::access, posture::versions, posture::expiry, posture::encryption));
  }

  /** What was promised; where nobody said, that each database in the bucket has a young backup. */
  private FleetSettings fleet(ObjectStore store) {
    Map<String, String> environment = System.getenv();
    if (environment.containsKey(FleetSettings.VARIABLE)
        || environment.containsKey(FleetSettings.FILE_VARIABLE)) {
      return FleetSettings.fromEnvironment(environment);
    }
    Catalog catalog = new Catalog(store);
    List<FleetSettings.Cluster> clusters =
        catalog.clusters().stream()
            .map(
                cluster ->
                    new FleetSettings.Cluster(
                        cluster,
                        "local",
                        catalog.databases(cluster).stream()
                            .map(
                                name ->
                                    new FleetSettings.Database(name, Duration.ofHours(rpoHours)))
                            .toList()))
            .toList();
    if (clusters.isEmpty()) {
      throw new VigieException(
          ErrorCode.BACKUP_UNKNOWN, "the bucket " + store.bucket() + " holds no backup");
    }
    return new FleetSettings(clusters, null, null);
  }

  /** The user's own words are not repeated where they may hold a password. */
  private static String nameOf(URI address) {
    if (!"https".equals(address.getScheme()) || address.getHost() == null) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "--https takes addresses of the form https://host/path");
    }
    return address.getHost();
  }

  private static int status(Health worst) {
    return switch (worst) {
      case OK -> 0;
      case UNKNOWN -> 10;
      case WARN -> 11;
      case FAIL -> 12;
    };
  }

  private static String table(HealthRound.Found found) {
    return Text.table(
        List.of("HEALTH", "CHECK", "SUBJECT", "REASON"),
        found.findings().stream()
            .map(
                each ->
                    List.of(
                        each.health().name(),
                        each.check().id(),
                        Text.name(each.subject()),
                        Text.name(each.reason())))
            .toList());
  }
}
