package dev.vigie.cli;

import dev.vigie.catalog.Catalog;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.restore.RestoreStarter;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigie restore}. */
@Command(
    name = "restore",
    description = {
      "Restore a backup into a new database, and compare it.",
      "A living database is never written to: with --swap it is renamed and kept, and the restored"
          + " one takes its name; vigie undo takes that back."
    })
final class RestoreCommand extends OperationCommand {
  @Parameters(
      arity = "0..1",
      description = "The backup's id, or latest (default: ${DEFAULT-VALUE}).",
      defaultValue = RestoreStarter.LATEST,
      paramLabel = "BACKUP")
  private String backup = RestoreStarter.LATEST;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = "--target",
      description = "Database to make (default: the database's name, _restored_ and the time).",
      paramLabel = "NAME")
  private @Nullable String target;

  @Option(
      names = "--swap",
      description = "Take the living database's place; it is kept under another name.")
  private boolean swap;

  @Override
  Task task(ObjectStore store, Clock clock) {
    Instant now = clock.instant();
    String token = UUID.randomUUID().toString();
    OperationId id = OperationId.of(now, "restore", token);
    RestoreStarter.Order order =
        new RestoreStarter.Order(
            database.cluster(),
            database.databaseName(),
            backup,
            Optional.ofNullable(target),
            swap,
            now,
            token,
            "");
    Work work = RestoreStarter.work(new Catalog(store), order, id);
    return new Task(id, work, database::connectToServer);
  }

  @Override
  String describe(Outcome outcome, ObjectStore store) {
    Report.Restore report = (Report.Restore) outcome.report().orElseThrow();
    StringBuilder text = new StringBuilder();
    text.append(
        "restored backup %s as database %s: %d tables and %s rows compared, all equal%n"
            .formatted(
                report.backupId(),
                Text.name(report.target()),
                report.tables(),
                Text.count(report.rows())));
    if (!report.createdRoles().isEmpty()) {
      text.append("roles made: ").append(String.join(", ", report.createdRoles())).append('\n');
    }
    report
        .keptAs()
        .ifPresent(
            kept ->
                text.append(
                    "the database that it replaced is kept as %s; vigie undo %s takes it back%n"
                        .formatted(Text.name(kept), outcome.id())));
    return text.toString();
  }
}
