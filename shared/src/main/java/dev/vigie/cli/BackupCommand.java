package dev.vigie.cli;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.config.Tier;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Work;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.util.Locale;
import java.util.UUID;
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
  String describe(Outcome outcome, ObjectStore store) {
    Manifest manifest =
        new Catalog(store)
            .find(database.cluster(), database.databaseName(), outcome.id())
            .orElseThrow();
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
