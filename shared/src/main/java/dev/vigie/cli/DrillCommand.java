package dev.vigie.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.drill.DrillReport;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.report.Text;
import dev.vigie.restore.RestoreJob;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigie drill}. */
@Command(
    name = "drill",
    description = {
      "Prove a backup: restore it into a server that is thrown away, compare all of it, and time it.",
      "The server is made of this machine's PostgreSQL programs, or, where VIGIE_DRILL_SERVICE names"
          + " a service, in a container of the image that the backup says that service ran.",
      "The whole report is in the bucket, below drills/."
    })
final class DrillCommand extends OperationCommand {
  private static final String LATEST = "latest";

  /** A hundred checks of the greatest length, twice. */
  private static final int MOST_CHECK_BYTES = 2 << 20;

  @Parameters(
      arity = "0..1",
      description = "The backup's id, or latest: the newest (default: ${DEFAULT-VALUE}).",
      defaultValue = LATEST,
      paramLabel = "BACKUP")
  private String backup = LATEST;

  @Option(
      names = "--cluster",
      description = "Name of the server in the bucket (default: ${DEFAULT-VALUE}).",
      defaultValue = "main",
      paramLabel = "NAME")
  private String cluster = "main";

  @Option(
      names = {"-d", "--database"},
      description = "Whose latest backup (default: the cluster's only database).",
      paramLabel = "NAME")
  private @Nullable String database;

  @Option(
      names = "--checks",
      description = {
        "What to ask the restored database: a file with a JSON list of objects, each with sql, one"
            + " statement, and expected, its result as psql -At prints it.",
        "They are run by a role that may read everything and change nothing, each within a minute."
      },
      paramLabel = "FILE")
  private @Nullable Path checks;

  @Option(
      names = "--workers",
      description = "How much is restored at once, 1 to 64 (default: the processors, at most 8).",
      paramLabel = "N")
  private int workers = RestoreJob.DEFAULT_WORKERS;

  @Override
  int workers() {
    return workers;
  }

  @Override
  Task task(ObjectStore store, Clock clock) {
    Manifest manifest = manifest(new Catalog(store));
    OperationId id = OperationId.of(clock.instant(), "drill", UUID.randomUUID().toString());
    Work work =
        new Work.Drill(
            manifest.cluster(), manifest.database().name(), manifest.backupId(), checks());
    return new Task(
        id,
        work,
        () -> {
          throw new IllegalStateException("a drill reaches no server of another");
        });
  }

  private Manifest manifest(Catalog catalog) {
    if (!backup.equals(LATEST)) {
      return catalog.require(new OperationId(backup));
    }
    if (database != null) {
      return catalog.latest(cluster, database);
    }
    List<String> all = catalog.databases(cluster);
    if (all.size() > 1) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID,
          "the cluster \"%s\" has backups of %d databases, and none was named"
              .formatted(cluster, all.size()),
          "Name one by --database.",
          null);
    }
    if (all.isEmpty()) {
      throw new VigieException(
          ErrorCode.BACKUP_UNKNOWN, "there is no backup of cluster \"" + cluster + "\"");
    }
    return catalog.latest(cluster, all.getFirst());
  }

  private List<Work.Check> checks() {
    if (checks == null) {
      return List.of();
    }
    try {
      if (Files.size(checks) > MOST_CHECK_BYTES) {
        throw invalid(checks, "is larger than any list of checks", null);
      }
      return List.of(
          JsonDocuments.MAPPER.readValue(Files.readAllBytes(checks), Work.Check[].class));
    } catch (IOException e) {
      throw invalid(checks, "is no JSON list of objects with sql and expected", e);
    }
  }

  private static VigieException invalid(Path file, String why, @Nullable IOException cause) {
    return new VigieException(ErrorCode.REQUEST_INVALID, file + " " + why, cause);
  }

  @Override
  String function() {
    return "StartDrill";
  }

  @Override
  ObjectNode request() {
    if (database == null) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "--remote needs --database, whatever the backup");
    }
    ObjectNode request =
        JsonNodeFactory.instance
            .objectNode()
            .put("cluster", cluster)
            .put("database", database)
            .put("backup", backup);
    List<Work.Check> asked = checks();
    if (!asked.isEmpty()) {
      asked.forEach(
          check ->
              request
                  .withArray("checks")
                  .addObject()
                  .put("sql", check.sql())
                  .put("expected", check.expected()));
    }
    return request;
  }

  @Override
  String describe(Outcome outcome, ObjectStore store) {
    Report.Drill report = (Report.Drill) outcome.report().orElseThrow();
    DrillReport whole = new JsonDocuments(store).get(report.reportKey(), DrillReport.class);
    StringBuilder text = new StringBuilder();
    text.append(
        "backup %s is proved: %d tables with %s rows are equal%s%n"
            .formatted(
                report.backupId(),
                report.tables(),
                Text.count(report.rows()),
                report.checks() == 0 ? "" : ", and " + report.checks() + " checks passed"));
    text.append(
        "restored and compared in %s by %s, %s read%n"
            .formatted(
                Text.duration(Duration.ofMillis(Math.round(report.restoreSeconds() * 1000))),
                Text.message(whole.server()),
                Text.bytes(report.bytesRead())));
    whole.rewritten().stream().map(Text::message).forEach(each -> text.append(each).append('\n'));
    text.append(
        Text.table(
            List.of("PHASE", " SECONDS"),
            whole.phases().stream()
                .map(each -> List.of(each.phase(), "%.1f".formatted(each.seconds())))
                .toList()));
    return text.toString();
  }
}
