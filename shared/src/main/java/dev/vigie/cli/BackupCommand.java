package dev.vigie.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.backup.BackupSettings;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.config.Tier;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.report.Text;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigie backup}. */
@Command(name = "backup", description = "Back one database up into the bucket.")
final class BackupCommand extends OperationCommand {
  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--tier",
      description = "How long it is kept: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "DAILY",
      paramLabel = "TIER")
  private Tier tier = Tier.DAILY;

  @Option(
      names = "--workers",
      description =
          "Dumps at once, 1 to 8 (default: $VIGIE_WORKERS, else as many as there are cores).",
      paramLabel = "N")
  private @Nullable Integer workers;

  @Option(
      names = "--lock-timeout",
      description =
          "Seconds to wait for a table that somebody else has locked (default:"
              + " $VIGIE_LOCK_TIMEOUT, else 60).",
      paramLabel = "SECONDS")
  private @Nullable Integer lockTimeout;

  @Option(
      names = "--allow-omissions",
      description =
          "Make a backup that lacks what its user may not read; the manifest names it"
              + " (default: $VIGIE_ALLOW_OMISSIONS, else the backup fails).")
  private boolean allowOmissions;

  @Override
  BackupSettings settings() {
    BackupSettings settings = super.settings();
    if (workers != null) {
      settings = settings.withWorkers(workers);
    }
    if (lockTimeout != null) {
      settings = settings.withLockTimeout(Duration.ofSeconds(lockTimeout));
    }
    return settings.withAllowOmissions(settings.allowOmissions() || allowOmissions);
  }

  @Override
  Task task(ObjectStore store, Clock clock) {
    Work.Backup work = new Work.Backup(database.cluster(), database.databaseName(), tier);
    OperationId id =
        OperationId.of(
            clock.instant(),
            "backup",
            work.cluster(),
            work.database(),
            UUID.randomUUID().toString());
    return new Task(id, work, database::connect);
  }

  @Override
  String function() {
    return "StartBackup";
  }

  @Override
  ObjectNode request() {
    return database.request().put("tier", tier.name().toLowerCase(Locale.ROOT));
  }

  @Override
  String describe(Outcome outcome, ObjectStore store) {
    Report.Backup report = (Report.Backup) outcome.report().orElseThrow();
    Manifest manifest = new Catalog(store).read(report.manifest());
    return String.format(
        Locale.ROOT,
        "backup %s of %s: %d tables, %s rows, %s stored as %s (%.1f to 1) in %s",
        manifest.backupId(),
        Text.name(manifest.database().name()),
        BackupSummary.tables(manifest),
        Text.count(manifest.rows()),
        Text.bytes(manifest.bytes()),
        Text.bytes(manifest.storedBytes()),
        (double) manifest.bytes() / manifest.storedBytes(),
        Text.duration(manifest.duration()));
  }
}
