package dev.vigie.local;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.CommandState;
import dev.vigie.node.NodeCommands;
import dev.vigie.node.RunnerTask;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@link NodeCommands} on this machine: the runner is a child process that outlives the JVM which
 * started it.
 *
 * <p>What is known of a command stands in files of the state directory, so one process can start a
 * command and another one find it, as two functions do. A small shell script runs the runner and
 * leaves its exit status in a file; every value reaches it as an argument of its own, none as text
 * of the script.
 *
 * <p>The only node is {@link #NODE}. Instances are thread-safe, and several of them, in several
 * processes, may share a state directory.
 */
public final class LocalNodeCommands implements NodeCommands {
  /** The name of this machine, the only node there is. */
  public static final String NODE = "local";

  /**
   * Runs its arguments but the first, and writes their exit status into the file that the first one
   * names. The status comes by rename, so it is never seen half written.
   */
  private static final String KEEP_STATUS =
      "status_file=$1; shift; \"$@\"; status=$?;"
          + " echo \"$status\" > \"$status_file.part\" && mv \"$status_file.part\" \"$status_file\"";

  /** A shell that was just started needs about a millisecond to have its child. */
  private static final Duration CHILD_STARTS_WITHIN = Duration.ofSeconds(1);

  private final List<String> launcher;
  private final Map<String, String> environment;
  private final CommandFiles files;

  /**
   * Commands that are started by {@code launcher node run --bucket B --operation ID}.
   *
   * @param launcher the program that starts Vigie and its first arguments; not empty. A program
   *     without a slash is looked for on the {@code PATH}.
   * @param environment set for the runner, over what this process has in its own environment
   * @param stateDirectory where commands are remembered; it is made when the first one starts
   * @throws VigieException {@code SETTING_INVALID} if the launcher is empty
   */
  public LocalNodeCommands(
      List<String> launcher, Map<String, String> environment, Path stateDirectory) {
    if (launcher.isEmpty() || launcher.getFirst().isBlank()) {
      throw new VigieException(ErrorCode.SETTING_INVALID, "the launcher command is empty");
    }
    this.launcher = List.copyOf(launcher);
    this.environment = Map.copyOf(environment);
    this.files = new CommandFiles(stateDirectory);
  }

  /** Whether the node is this machine and the launcher's program is there and executable. */
  @Override
  public boolean isOnline(String node) {
    return node.equals(NODE) && programExists();
  }

  @Override
  public String run(String node, RunnerTask task) {
    if (!isOnline(node)) {
      throw unavailable(
          node.equals(NODE)
              ? "the program " + launcher.getFirst() + " is not on this machine"
              : "there is no node " + node + "; the only one here is " + NODE,
          null);
    }
    String commandId = UUID.randomUUID().toString();
    try {
      files.create();
      start(commandId, task);
    } catch (IOException e) {
      throw unavailable("the runner of operation " + task.operationId() + " did not start", e);
    }
    return commandId;
  }

  /**
   * What the state directory tells. A command whose process is gone without leaving an exit status
   * was killed, or the machine restarted: {@link CommandState#FAILED}.
   *
   * @throws VigieException {@code NODE_UNAVAILABLE} if the state directory cannot be read
   */
  @Override
  public Optional<CommandReport> find(String commandId) {
    try {
      Optional<StartedCommand> found = files.find(commandId);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      StartedCommand command = found.get();
      return Optional.of(
          new CommandReport(
              commandId, command.task(), stateOf(command), files.outputHead(commandId)));
    } catch (IOException e) {
      throw unavailable("what is known of command " + commandId + " cannot be read", e);
    }
  }

  @Override
  public void cancel(String node, RunnerTask task) {
    if (!node.equals(NODE)) {
      throw unavailable("there is no node " + node + "; the only one here is " + NODE, null);
    }
    end(command -> command.task().equals(task));
  }

  /**
   * Ends every runner of this state directory that still runs, with {@code SIGTERM}, and does not
   * wait for their end: their commands become {@link CommandState#FAILED}. For whoever takes the
   * machine's stage down.
   *
   * @throws VigieException {@code NODE_UNAVAILABLE} if the state directory cannot be read
   */
  public void endAll() {
    end(_ -> true);
  }

  private void end(Predicate<StartedCommand> which) {
    try {
      for (StartedCommand command : files.all()) {
        if (which.test(command)) {
          command.process().ifPresent(LocalNodeCommands::end);
        }
      }
    } catch (IOException e) {
      throw unavailable("the commands of this machine cannot be read", e);
    }
  }

  private void start(String commandId, RunnerTask task) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/sh", "-c", KEEP_STATUS, "vigie-node"));
    command.add(files.status(commandId).toString());
    command.addAll(launcher);
    command.addAll(List.of("node", "run", "--bucket", task.bucket()));
    command.addAll(List.of("--operation", task.operationId()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(files.output(commandId).toFile())
            .redirectError(files.errors(commandId).toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      files.write(StartedCommand.of(commandId, task, process.toHandle()));
    } catch (IOException | UncheckedIOException e) {
      end(process.toHandle());
      throw e;
    }
  }

  /** Ends the shell's child; the shell stays, and writes the status with which the child ended. */
  private static void end(ProcessHandle shell) {
    long deadline = System.nanoTime() + CHILD_STARTS_WITHIN.toNanos();
    List<ProcessHandle> children = shell.descendants().toList();
    while (children.isEmpty() && shell.isAlive() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      children = shell.descendants().toList();
    }
    if (children.isEmpty()) {
      shell.destroy();
    }
    children.forEach(ProcessHandle::destroy);
  }

  private CommandState stateOf(StartedCommand command) throws IOException {
    // In this order: a status that is written after the process was seen alive is told next time.
    if (command.process().isPresent()) {
      return CommandState.RUNNING;
    }
    return files.exitStatus(command.commandId()).orElse(-1) == 0
        ? CommandState.SUCCEEDED
        : CommandState.FAILED;
  }

  private boolean programExists() {
    String program = launcher.getFirst();
    if (program.contains("/")) {
      return isProgram(Path.of(program));
    }
    // The shell that looks the program up sees the given PATH if there is one.
    String searched = environment.getOrDefault("PATH", System.getenv().getOrDefault("PATH", ""));
    return searched
        .lines()
        .flatMap(path -> List.of(path.split(":", -1)).stream())
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> isProgram(Path.of(directory, program)));
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private static VigieException unavailable(String message, @Nullable Throwable cause) {
    return new VigieException(
        ErrorCode.NODE_UNAVAILABLE,
        message,
        "Build Vigie so that its launcher is there, and check the state directory's permissions.",
        cause);
  }
}
