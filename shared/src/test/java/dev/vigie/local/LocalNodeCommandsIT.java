package dev.vigie.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.CommandState;
import dev.vigie.node.NodeCommands;
import dev.vigie.node.NodeCommandsContract;
import dev.vigie.node.RunnerTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract with real processes, and what is this adapter's own. */
class LocalNodeCommandsIT extends NodeCommandsContract {
  private static final RunnerTask TASK =
      new RunnerTask("vigie-local-bucket", "20261123T040000Z-00000000aa");

  /** Stands in for the runner: waits for the file of its operation, prints it, ends as it says. */
  private static final String RUNNER =
      """
      #!/bin/sh
      test "$1 $2 $3 $5" = "node run --bucket --operation" || exit 64
      while ! test -e "$VIGIE_TEST_ENDS/$6.status"; do test -d "$VIGIE_TEST_ENDS" && sleep 0.01 || exit 65; done
      cat "$VIGIE_TEST_ENDS/$6.out"
      exit "$(cat "$VIGIE_TEST_ENDS/$6.status")"
      """;

  @TempDir Path directory;

  @BeforeEach
  void writeRunner() throws IOException {
    script("a runner's $(path)", RUNNER);
    Files.createDirectory(directory.resolve("ends"));
  }

  @AfterEach
  void endRunners() {
    commands().endAll();
  }

  @Override
  protected LocalNodeCommands commands() {
    return commands("a runner's $(path)");
  }

  @Override
  protected String node() {
    return LocalNodeCommands.NODE;
  }

  @Override
  protected void end(RunnerTask task, String output, int exitStatus) throws IOException {
    Path ends = directory.resolve("ends");
    Files.writeString(ends.resolve(task.operationId() + ".out"), output);
    Path part = Files.writeString(ends.resolve("part"), Integer.toString(exitStatus));
    Files.move(part, ends.resolve(task.operationId() + ".status"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void command_startedByAJvmThatIsGone_isFoundWithItsStatus() throws Exception {
    Process starter =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String id;
    try (var output = starter.getInputStream()) {
      id = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    assertThat(starter.waitFor()).isZero();

    assertThat(commands().find(id).orElseThrow().state()).isEqualTo(CommandState.RUNNING);
    end(TASK, "done", 9);
    CommandReport report = awaitEnd(id);
    assertThat(report.state()).isEqualTo(CommandState.FAILED);
    assertThat(report.outputHead()).isEqualTo("done");
    assertThat(report.task()).isEqualTo(TASK);
  }

  @Test
  void command_whoseShellIsKilled_fails() throws Exception {
    String id = commands().run(node(), TASK);
    StartedCommand started = new CommandFiles(directory.resolve("state")).find(id).orElseThrow();
    ProcessHandle shell = started.process().orElseThrow();
    List<ProcessHandle> runners = shell.descendants().toList();
    shell.destroyForcibly();
    shell.onExit().join();
    runners.forEach(ProcessHandle::destroy);

    assertThat(commands().find(id).orElseThrow().state()).isEqualTo(CommandState.FAILED);
  }

  @Test
  void process_withTheSameIdButAnotherStart_isNotTheCommand() {
    ProcessHandle self = ProcessHandle.current();
    StartedCommand same = StartedCommand.of(UUID.randomUUID().toString(), TASK, self);
    StartedCommand earlier =
        new StartedCommand(
            same.commandId(),
            same.bucket(),
            same.operationId(),
            self.pid(),
            same.startedAtMillis() - 10_000);

    assertThat(same.process()).isPresent();
    assertThat(earlier.process()).isEmpty();
  }

  @Test
  void commands_whenAllAreEnded_fail() {
    String id = commands().run(node(), TASK);
    commands().endAll();

    assertThat(awaitEnd(id).state()).isEqualTo(CommandState.FAILED);
  }

  @Test
  void command_thatPrintsOnlyErrors_tellsThem() throws Exception {
    script("grumbler", "#!/bin/sh\necho 'no such option' >&2\nexit 2\n");
    String id = commands("grumbler").run(node(), TASK);

    assertThat(awaitEnd(id).outputHead()).isEqualTo("no such option\n");
  }

  @Test
  void output_thatIsNotUtf8_isReplacedNotRefused() throws Exception {
    script("mumbler", "#!/bin/sh\nprintf 'a\\377b'\n");
    String id = commands("mumbler").run(node(), TASK);

    assertThat(awaitEnd(id).outputHead()).isEqualTo("a\uFFFDb");
  }

  @Test
  void launcher_thatIsNotThere_isOfflineAndSaysSo() {
    NodeCommands commands = commands("nothing");

    assertThat(commands.isOnline(node())).isFalse();
    assertThatThrownBy(() -> commands.run(node(), TASK))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNAVAILABLE))
        .hasMessageContaining("nothing");
  }

  @Test
  void launcher_withoutASlash_isLookedForOnThePath() {
    Path state = directory.resolve("state");

    assertThat(new LocalNodeCommands(List.of("sh"), Map.of(), state).isOnline(node())).isTrue();
    assertThat(
            new LocalNodeCommands(List.of("sh"), Map.of("PATH", directory.toString()), state)
                .isOnline(node()))
        .isFalse();
  }

  @Test
  void launcher_thatIsEmpty_isRefused() {
    assertThatThrownBy(() -> new LocalNodeCommands(List.of(), Map.of(), directory))
        .isInstanceOf(VigieException.class);
  }

  @Test
  void stateDirectory_thatIsAFile_takesNoCommand() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    NodeCommands commands = new LocalNodeCommands(List.of("sh"), Map.of(), file);

    assertThatThrownBy(() -> commands.run(node(), TASK))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNAVAILABLE));
  }

  private LocalNodeCommands commands(String program) {
    return open(directory, program);
  }

  private static LocalNodeCommands open(Path directory, String program) {
    return new LocalNodeCommands(
        List.of(directory.resolve(program).toString()),
        Map.of("VIGIE_TEST_ENDS", directory.resolve("ends").toString()),
        directory.resolve("state"));
  }

  private void script(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /** A JVM of its own that starts a command, prints its id and ends. */
  static final class Starter {
    private Starter() {}

    public static void main(String[] arguments) {
      System.out.print(
          open(Path.of(arguments[0]), "a runner's $(path)").run(LocalNodeCommands.NODE, TASK));
    }
  }
}
