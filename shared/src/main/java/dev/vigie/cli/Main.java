package dev.vigie.cli;

import dev.vigie.cli.demo.DemoCommand;
import dev.vigie.cli.inventory.InventoryCommand;
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
    version = Main.VERSION,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      UndoCommand.class,
      ListCommand.class,
      ShowCommand.class,
      DoctorCommand.class,
      VerifyCommand.class,
      InventoryCommand.class,
      NodeCommand.class,
      GenerateCompletion.class
    },
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
  /** What {@code --version} prints. */
  static final String VERSION = "vigie 0.1.0";

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the program and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Interruption.install();
    int status = commandLine().execute(arguments);
    Interruption.ended();
    System.exit(status);
  }

  /** The program's command line, as {@link #main} runs it. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new ErrorReport());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command.");
  }
}
