package dev.vigie.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.cli.OutputOptions;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.BucketEvents;
import dev.vigie.operation.OperationId;
import dev.vigie.postgres.PgTools;
import dev.vigie.report.Text;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vigie demo}. */
@Command(
    name = "demo",
    description = {
      "See a scheduled backup, a disaster and a restore, on this machine and with nothing to set up.",
      "The servers are made for it and removed afterwards; nothing else is touched."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Option(
      names = "--keep",
      description = "Leave both servers up, and say how to connect and how to end them.")
  private boolean keep;

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock = Clock.systemUTC();

  /** What the demo found, for {@code --output json}. */
  record Summary(
      boolean everythingIsBack,
      int tables,
      int damagedTables,
      long rows,
      double seconds,
      double backupSeconds,
      double restoreSeconds,
      long bytes,
      long storedBytes) {}

  /** An operation that was followed to its end, and how long that took. */
  private record Done(OperationId id, Duration took) {}

  @Override
  public Integer call() {
    Instant begun = clock.instant();
    say("Starting a throw-away PostgreSQL, an embedded S3 and the Lambda functions …");
    try (DemoWorld world = DemoWorld.start(home(), keep)) {
      say("Loading the sample database \"" + DemoWorld.DATABASE + "\" …");
      world.sample().create();
      PgTools tools = world.tools();
      DatabaseContents before = DatabaseContents.of(tools);

      RunnerOutput runner = new RunnerOutput(world.commands(), line -> say("  | " + line));
      Done backup = follow(world, runner, "StartBackup", scheduledEvent());
      Manifest manifest =
          new Catalog(world.store())
              .find(DemoWorld.CLUSTER, DemoWorld.DATABASE, backup.id())
              .orElseThrow();
      say(
          "  %s rows, %s stored as %s in %s"
              .formatted(
                  Text.count(manifest.rows()),
                  Text.bytes(manifest.bytes()),
                  Text.bytes(manifest.storedBytes()),
                  Text.duration(manifest.duration())));

      say("\nThe disaster: tables dropped, emptied and overwritten.");
      world.sample().damage();
      DatabaseContents damaged = DatabaseContents.of(tools);

      Done restore =
          follow(world, runner, "StartRestore", restoreRequest().put("approval", approval(world)));
      DemoReport report = new DemoReport(before, damaged, DatabaseContents.of(tools));
      Summary summary = summary(report, manifest, backup, restore, begun);
      output.print(summary, new DemoText(report, summary, world, manifest).toString());
      return report.everythingIsBack() ? 0 : ErrorCategory.INTEGRITY.exitStatus();
    }
  }

  /** Invokes the function, watches the runner, and hands S3's event to RecordOutcome. */
  private Done follow(DemoWorld world, RunnerOutput runner, String function, ObjectNode event) {
    Instant begun = clock.instant();
    say("\n" + function + " <- " + event);
    JsonNode started = world.functions().invoke(function, bytes(event));
    say("  -> " + started);
    if (!started.path("operationId").isTextual()) {
      throw new VigieException(ErrorCode.FUNCTION_FAILED, function + " refused: " + started);
    }
    OperationId id = new OperationId(started.get("operationId").textValue());
    String manifest = BucketLayout.manifest(DemoWorld.CLUSTER, DemoWorld.DATABASE, id.value());
    byte[] created =
        new BucketEvents(world.store(), clock)
            .awaitCreated(
                List.of(manifest, "operations/" + id + "/result.json"), PATIENCE, runner::follow);
    say("RecordOutcome <- S3 \"Object Created\"");
    JsonNode outcome = world.functions().invoke("RecordOutcome", created);
    say("  -> " + outcome);
    if (!outcome.path("status").asText().equals("SUCCEEDED")) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "operation " + id + " ended: " + outcome);
    }
    return new Done(id, Duration.between(begun, clock.instant()));
  }

  /** What EventBridge Scheduler sends for last night's two o'clock. */
  private ObjectNode scheduledEvent() {
    Instant scheduled =
        clock
            .instant()
            .truncatedTo(ChronoUnit.DAYS)
            .plus(Duration.ofHours(2))
            .minus(Duration.ofDays(1));
    ObjectNode event = request();
    event.put("tier", "daily").put("scheduledTime", scheduled.toString());
    event.put("scheduleArn", "arn:aws:scheduler:local:000000000000:schedule/vigie/nocodb-daily");
    event.put("executionId", "d32c5kddcf5bb8c3").put("attemptNumber", "1");
    return event;
  }

  private static ObjectNode restoreRequest() {
    return request().put("backup", "latest").put("swap", true);
  }

  /** A swap of a living database is asked for twice: a dry run says what would happen first. */
  private String approval(DemoWorld world) {
    ObjectNode event = restoreRequest().put("dryRun", true);
    say("\nStartRestore <- " + event);
    JsonNode plan = world.functions().invoke("StartRestore", bytes(event));
    plan.path("steps").forEach(step -> say("  | " + step.asText()));
    plan.path("inTheWay").forEach(obstacle -> say("  | in the way: " + obstacle.asText()));
    say("  -> approval " + plan.path("approval").asText());
    return plan.path("approval").asText();
  }

  private static ObjectNode request() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("cluster", DemoWorld.CLUSTER)
        .put("database", DemoWorld.DATABASE);
  }

  private static byte[] bytes(ObjectNode event) {
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  private Summary summary(
      DemoReport report, Manifest manifest, Done backup, Done restore, Instant begun) {
    return new Summary(
        report.everythingIsBack(),
        report.rows().size(),
        (int) report.rows().stream().filter(DemoReport.Row::wasDamaged).count(),
        report.before().rows(),
        seconds(Duration.between(begun, clock.instant())),
        seconds(backup.took()),
        seconds(restore.took()),
        manifest.bytes(),
        manifest.storedBytes());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** The narrative goes to standard error when the answer is for a script. */
  private void say(String line) {
    PrintWriter writer =
        OutputOptions.isJson(spec.commandLine())
            ? spec.commandLine().getErr()
            : spec.commandLine().getOut();
    writer.println(line);
    writer.flush();
  }

  private static Path home() {
    String home = System.getProperty("vigie.home");
    if (home == null) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "the demo runs from a checkout",
          "Start it by ./vigie demo in the project's directory.",
          null);
    }
    return Path.of(home);
  }
}
