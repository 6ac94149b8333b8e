package dev.vigie.node;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Nodes in memory. A command runs until it is told to end; nothing is done by itself. Thread-safe:
 * one lock guards all.
 */
public final class InMemoryNodeCommands implements NodeCommands {
  /** The node that is there at first. */
  public static final String NODE = "i-0123456789abcdef0";

  private static final int OUTPUT_BOUND = 24_000;

  private final Map<String, CommandReport> commands = new LinkedHashMap<>();
  private boolean online = true;
  private boolean failing;

  /** Lets the node come and go. */
  public synchronized void online(boolean isOnline) {
    this.online = isOnline;
  }

  /** Lets every call fail, as where the service is down. */
  public synchronized void failing(boolean isFailing) {
    this.failing = isFailing;
  }

  @Override
  public synchronized boolean isOnline(String node) {
    checkUp();
    return online && node.equals(NODE);
  }

  @Override
  public synchronized String run(String node, RunnerTask task) {
    if (!isOnline(node)) {
      throw new VigieException(ErrorCode.NODE_UNAVAILABLE, "there is no node " + node);
    }
    String id = UUID.nameUUIDFromBytes(new byte[] {(byte) commands.size()}).toString();
    commands.put(id, new CommandReport(id, task, CommandState.RUNNING, ""));
    return id;
  }

  /** Ends the task's commands at once, as if their runners had died of it. */
  @Override
  public synchronized void cancel(String node, RunnerTask task) {
    if (!isOnline(node)) {
      throw new VigieException(ErrorCode.NODE_UNAVAILABLE, "there is no node " + node);
    }
    sent().stream()
        .filter(report -> report.task().equals(task) && !report.state().ended())
        .forEach(report -> end(report.commandId(), CommandState.FAILED, ""));
  }

  @Override
  public synchronized Optional<CommandReport> find(String commandId) {
    checkUp();
    return Optional.ofNullable(commands.get(commandId));
  }

  /** Every command that was sent, oldest first. */
  public synchronized List<CommandReport> sent() {
    return new ArrayList<>(commands.values());
  }

  /** Ends a command. */
  public synchronized void end(String commandId, CommandState state, String output) {
    String head = output.substring(0, Math.min(output.length(), OUTPUT_BOUND));
    commands.computeIfPresent(
        commandId, (id, report) -> new CommandReport(id, report.task(), state, head));
  }

  private void checkUp() {
    if (failing) {
      throw new VigieException(ErrorCode.NODE_UNAVAILABLE, "the nodes cannot be asked");
    }
  }
}
