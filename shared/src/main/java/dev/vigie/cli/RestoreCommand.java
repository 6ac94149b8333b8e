package dev.vigie.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.drill.DrillLog;
import dev.vigie.drill.RestoreEstimate;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Requester;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.TableCopy;
import dev.vigie.postgres.TableName;
import dev.vigie.report.Text;
import dev.vigie.restore.RestoreJob;
import dev.vigie.restore.RestoreStarter;
import dev.vigie.restore.VolumeRestore;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.Progress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
      description = {
        "The backup's id; latest: the newest that was verified, or the newest if none was; or newest,"
            + " verified or not (default: ${DEFAULT-VALUE})."
      },
      defaultValue = RestoreStarter.LATEST,
      paramLabel = "BACKUP")
  private String backup = RestoreStarter.LATEST;

  @Option(
      names = "--at",
      description = "The newest backup of that time or before, for example 2026-11-23T02:00:00Z.",
      paramLabel = "TIME")
  private @Nullable Instant at;

  @Mixin private DatabaseOptions database = new DatabaseOptions();

  @Option(
      names = {"--target", "--into"},
      description = {
        "Database to make (default: the database's name, _restored_ and the time).",
        "With --table it may exist."
      },
      paramLabel = "NAME")
  private @Nullable String target;

  @Option(
      names = "--swap",
      description = "Take the living database's place; it is kept under another name.")
  private boolean swap;

  @Option(
      names = "--workers",
      description = "How much is restored at once, 1 to 64 (default: the processors, at most 8).",
      paramLabel = "N")
  private int workers = RestoreJob.DEFAULT_WORKERS;

  @Option(
      names = "--volumes-into",
      description =
          "Restore the application's files, too: each volume as a directory of its name in this one.",
      paramLabel = "DIRECTORY")
  private @Nullable Path volumesInto;

  @Option(
      names = "--dry-run",
      description = "With --remote: only say what would happen, and what is in the way.")
  private boolean dryRun;

  @Option(
      names = "--approval",
      description = "With --remote and --swap: the word that the dry run of the same swap gave.",
      paramLabel = "WORD")
  private @Nullable String approval;

  @ArgGroup(exclusive = false, multiplicity = "0..*")
  private List<TableOption> tables = new ArrayList<>();

  /** One table, and the name that it gets. */
  static final class TableOption {
    @Option(
        names = "--table",
        required = true,
        description = {
          "Restore only this table, and others that are named so: schema.name, quoted as in SQL.",
          "No more of the backup is read than their bytes and the definitions."
        },
        paramLabel = "TABLE")
    private String table = "";

    @Option(
        names = "--as",
        description = "The name that the table before it gets (default: its own).",
        paramLabel = "TABLE")
    private @Nullable String as;

    private TableCopy copy() {
      TableName from = TableName.parse(table);
      return new TableCopy(from, as == null ? from : TableName.parse(as));
    }
  }

  @Override
  int workers() {
    return workers;
  }

  @Override
  Task task(ObjectStore store, Clock clock) {
    if (dryRun || approval != null) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "--dry-run and --approval are for --remote");
    }
    Instant now = clock.instant();
    String token = UUID.randomUUID().toString();
    OperationId id = OperationId.of(now, "restore", token);
    RestoreStarter.Order order =
        new RestoreStarter.Order(
            database.cluster(),
            database.databaseName(),
            choice(),
            Optional.ofNullable(target),
            swap,
            tables.stream().map(TableOption::copy).toList(),
            "", // whoever can swap here can look at the server, too
            new Requester(now, token, ""));
    RestoreStarter.Selected selected = RestoreStarter.select(new Catalog(store), order, id);
    List<String> notes = new ArrayList<>(selected.notes());
    if (selected.work().tables().isEmpty()) {
      estimate(store, selected.work()).map(RestoreCommand::estimated).ifPresent(notes::add);
    }
    return new Task(id, selected.work(), database::connectToServer, notes);
  }

  private static Optional<Duration> estimate(ObjectStore store, Work.Restore work) {
    return new Catalog(store)
        .find(work.cluster(), work.database(), work.backupId())
        .flatMap(manifest -> RestoreEstimate.of(new DrillLog(store), manifest));
  }

  private static String estimated(Duration duration) {
    return "by the drills of this database it takes about " + Text.duration(duration);
  }

  @Override
  void complete(Outcome outcome, ObjectStore store) {
    if (volumesInto != null) {
      Report.Restore report = (Report.Restore) outcome.report().orElseThrow();
      Manifest manifest =
          new Catalog(store)
              .find(database.cluster(), database.databaseName(), report.backupId())
              .orElseThrow();
      new VolumeRestore(store, Progress.NONE).restore(manifest, volumesInto);
    }
  }

  @Override
  String function() {
    return "StartRestore";
  }

  @Override
  boolean onlyAsks() {
    return dryRun;
  }

  @Override
  ObjectNode request() {
    choice(); // refuses two answers to one question
    if (volumesInto != null) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "--volumes-into is a directory here, and not for --remote");
    }
    ObjectNode request = database.request().put("swap", swap);
    if (at == null) {
      request.put("backup", backup);
    } else {
      request.put("at", at.toString());
    }
    if (dryRun) {
      request.put("dryRun", true);
    }
    Optional.ofNullable(target).ifPresent(name -> request.put("target", name));
    Optional.ofNullable(approval).ifPresent(word -> request.put("approval", word));
    for (TableOption table : tables) {
      TableCopy copy = table.copy();
      request
          .withArray("tables")
          .addObject()
          .put("table", copy.from().quoted())
          .put("as", copy.to().quoted());
    }
    return request;
  }

  @Override
  String describe(ObjectNode plan) {
    StringBuilder text = new StringBuilder();
    plan.path("steps").forEach(step -> text.append(Text.message(step.asText())).append('\n'));
    plan.path("inTheWay")
        .forEach(it -> text.append("in the way: ").append(Text.message(it.asText())).append('\n'));
    if (plan.has("lastTook")) {
      Duration took = Duration.parse(plan.path("lastTook").asText());
      text.append("last time it took ").append(Text.duration(took)).append('\n');
    }
    if (plan.has("estimate")) {
      Duration estimate = Duration.parse(plan.path("estimate").asText());
      text.append(estimated(estimate)).append('\n');
    }
    plan.path("notes")
        .forEach(it -> text.append("note: ").append(Text.message(it.asText())).append('\n'));
    if (plan.has("approval")) {
      text.append("to do it: --approval ").append(plan.path("approval").asText()).append('\n');
    }
    return text.toString();
  }

  private RestoreStarter.Choice choice() {
    if (at == null) {
      return RestoreStarter.Choice.of(backup);
    }
    if (!backup.equals(RestoreStarter.LATEST)) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "--at and a backup's id are two answers to one question");
    }
    return new RestoreStarter.Choice.At(at);
  }

  @Override
  String describe(Outcome outcome, ObjectStore store) {
    Report.Restore report = (Report.Restore) outcome.report().orElseThrow();
    StringBuilder text = new StringBuilder();
    text.append(
        "restored backup %s %s database %s: %d tables and %s rows compared, all equal%n"
            .formatted(
                report.backupId(),
                tables.isEmpty() ? "as" : "into",
                Text.name(report.target()),
                report.tables(),
                Text.count(report.rows())));
    if (volumesInto != null) {
      text.append("the application's files are in ").append(Text.name(volumesInto.toString()));
      text.append('\n');
    }
    report.notes().forEach(note -> text.append("note: ").append(Text.message(note)).append('\n'));
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
