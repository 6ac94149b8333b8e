package dev.vigie.node;

/** The fake keeps the contract. */
class InMemoryNodeCommandsTest extends NodeCommandsContract {
  private final InMemoryNodeCommands commands = new InMemoryNodeCommands();

  @Override
  protected NodeCommands commands() {
    return commands;
  }

  @Override
  protected String node() {
    return InMemoryNodeCommands.NODE;
  }

  @Override
  protected void end(RunnerTask task, String output, int exitStatus) {
    CommandState state = exitStatus == 0 ? CommandState.SUCCEEDED : CommandState.FAILED;
    commands.sent().stream()
        .filter(command -> command.task().equals(task))
        .forEach(command -> commands.end(command.commandId(), state, output));
  }
}
