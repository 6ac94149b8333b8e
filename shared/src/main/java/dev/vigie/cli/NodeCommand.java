package dev.vigie.cli;

import dev.vigie.aws.DatabaseSecret;
import dev.vigie.backup.BackupSettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.NodeSlots;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationResult;
import dev.vigie.postgres.ClientPrograms;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.ServerContainer;
import dev.vigie.restore.RestoreJob;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vigie node}: what runs on a machine of the fleet. */
@Command(
    name = "node",
    description = "What is started on a node.",
    subcommands = {NodeCommand.Run.class, NodeProbeCommand.class, RebuildCommand.class})
final class NodeCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command.");
  }

  /** {@code vigie node run}: what SSM starts. */
  @Command(
      name = "run",
      description = {
        "Do the operation whose request is in the bucket.",
        "Prints one line of JSON, the result, on standard output; progress on standard error."
      })
  static final class Run implements Callable<Integer> {
    @Mixin private BucketOptions bucket = new BucketOptions();

    @Option(
        names = "--operation",
        required = true,
        description = "The operation's id.",
        paramLabel = "ID")
    private String operation = "";

    @Option(
        names = "--within",
        description =
            "Stop the work after so many seconds, clean up, and tell that there was no time for it"
                + " (default: no bound).",
        paramLabel = "SECONDS")
    private @Nullable Integer seconds;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      OperationId id = new OperationId(operation);
      PrintWriter out = spec.commandLine().getOut();
      try (ObjectStore store = bucket.open()) {
        OperationResult result = run(store, id);
        out.println(new String(JsonDocuments.bytes(result), StandardCharsets.UTF_8));
        out.flush();
        return result.error().map(error -> ErrorReport.exitStatus(error.code())).orElse(0);
      } catch (VigieException e) {
        if (e.code() != ErrorCode.OBJECT_EXISTS) {
          throw e;
        }
        // Sent twice, done once: Reconciler takes status 0 without a result as just that.
        ErrorReport.print(Failure.of(e), spec.commandLine());
        return 0;
      }
    }

    private OperationResult run(ObjectStore store, OperationId id) {
      ProgressLines progress = new ProgressLines(spec.commandLine().getErr());
      BackupSettings settings = BackupSettings.fromEnvironment(System.getenv());
      Operations operations =
          new Operations(
              store,
              bucket.others(),
              NodeCommand::connect,
              progress,
              Clock.systemUTC(),
              settings,
              RestoreJob.DEFAULT_WORKERS,
              NodeSlots.fromEnvironment(System.getenv(), Clock.systemUTC()));
      return seconds == null
          ? operations.runRequested(id)
          : operations.runRequested(id, Duration.ofSeconds(seconds));
    }
  }

  /**
   * The server of this machine, in a container if one is named, else by the PG* variables; what
   * they leave open of user and password is in the secret, if one is named.
   */
  static PgTools connect() {
    Map<String, String> environment = System.getenv();
    return ServerContainer.fromEnvironment(environment)
        .map(ServerContainer::tools)
        .orElseGet(
            () ->
                PgTools.connect(
                    DatabaseSecret.fromEnvironment(environment)
                        .map(DatabaseSecret::read)
                        .map(ConnectionSettings.fromEnvironment(environment)::orElse)
                        .orElseGet(() -> ConnectionSettings.fromEnvironment(environment))
                        .withDatabase("postgres"),
                    ClientPrograms.ofThisMachine()));
  }
}
