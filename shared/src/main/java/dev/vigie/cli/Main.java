package dev.vigie.cli;

import dev.vigie.cli.demo.DemoCommand;
import dev.vigie.cli.inventory.InventoryCommand;
import dev.vigie.config.Program;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code vigie} program. Its commands, options, JSON and exit statuses are a contract with
 * scripts; the README lists them.
 */
@Command(
    name = "vigie",
    description = "Back PostgreSQL up to S3, and bring it back.",
    version = Program.VERSION,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:a fault in Vigie",
      "2:the command line or the request is wrong",
      "3:this machine or its configuration lacks something",
      "4:what was named does not exist",
      "5:it exists already, or somebody else is at it",
      "6:stored or restored data is not what it should be",
      "7:a server or the network failed; a later try may succeed",
      "130:interrupted"
    })
public final class Main implements Runnable {
  /** The commands in the order in which the help lists them, by the names they are called by. */
  private static final SequencedMap<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("demo", DemoCommand.class);
    COMMANDS.put("backup", BackupCommand.class);
    COMMANDS.put("restore", RestoreCommand.class);
    COMMANDS.put("drill", DrillCommand.class);
    COMMANDS.put("undo", UndoCommand.class);
    COMMANDS.put("cancel", CancelCommand.class);
    COMMANDS.put("list", ListCommand.class);
    COMMANDS.put("show", ShowCommand.class);
    COMMANDS.put("status", StatusCommand.class);
    COMMANDS.put("watch", WatchCommand.class);
    COMMANDS.put("health", HealthCommand.class);
    COMMANDS.put("logs", LogsCommand.class);
    COMMANDS.put("alert", AlertCommand.class);
    COMMANDS.put("objectives", ObjectivesCommand.class);
    COMMANDS.put("report", ReportCommand.class);
    COMMANDS.put("audit", AuditCommand.class);
    COMMANDS.put("doctor", DoctorCommand.class);
    COMMANDS.put("verify", VerifyCommand.class);
    COMMANDS.put("copy", CopyCommand.class);
    COMMANDS.put("retention", RetentionCommand.class);
    COMMANDS.put("inventory", InventoryCommand.class);
    COMMANDS.put("node", NodeCommand.class);
    COMMANDS.put("generate-completion", GenerateCompletion.class);
  }

  private static final Set<String> VERSION_OPTIONS = Set.of("-V", "--version");

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the program and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Interruption.install();
    int status = run(arguments);
    Interruption.ended();
    System.exit(status);
  }

  /** Runs the program and returns its exit status. */
  static int run(String... arguments) {
    return commandLine(arguments).execute(arguments);
  }

  /**
   * The command line, with the one command that the arguments name, if they begin with one: each
   * takes picocli 20 to 30 ms to look through. Otherwise, for a help text or a misspelt name, with
   * all of them.
   */
  private static CommandLine commandLine(String... arguments) {
    CommandLine commandLine = new CommandLine(new Main());
    String first = arguments.length == 0 ? "" : arguments[0];
    if (COMMANDS.containsKey(first) && !first.equals("generate-completion")) {
      commandLine.addSubcommand(first, COMMANDS.get(first));
    } else if (!VERSION_OPTIONS.contains(first)) {
      COMMANDS.forEach(commandLine::addSubcommand);
    }
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new ErrorReport());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command.");
  }
}
