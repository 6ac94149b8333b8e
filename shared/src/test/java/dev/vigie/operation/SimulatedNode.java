package dev.vigie.operation;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.CommandState;
import dev.vigie.node.NodeCommands;
import dev.vigie.node.RunnerTask;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One node and the service that sends commands to it, as SSM does it at its worst: a command is
 * accepted and its answer lost, sent twice, delivered late or never, and told to run though its
 * machine is dead. Used by one thread, or by several of which one runs at a time.
 */
final class SimulatedNode {
  static final String NAME = "i-0123456789abcdef0";

  /** What SSM lets a command run for, and wait for its node. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private static final Duration DELIVERY = Duration.ofMinutes(10);

  private final Agenda agenda;
  private final Map<String, CommandReport> commands = new LinkedHashMap<>();
  private final BiConsumer<OperationId, Consumer<CommandState>> runners;
  private final Consumer<OperationId> cancelled;
  private final Consumer<OperationId> changed;
  private boolean online = true;

  /**
   * A node that is there.
   *
   * @param runners starts one for the operation, and is to say how its process ended
   * @param cancelled ends an operation's runners
   * @param changed hears of each command that ended
   */
  SimulatedNode(
      Agenda agenda,
      BiConsumer<OperationId, Consumer<CommandState>> runners,
      Consumer<OperationId> cancelled,
      Consumer<OperationId> changed) {
    this.agenda = agenda;
    this.runners = runners;
    this.cancelled = cancelled;
    this.changed = changed;
  }

  void online(boolean isOnline) {
    this.online = isOnline;
  }

  /** The port as one process uses it. */
  NodeCommands seenBy(Interleaving.Turns process) {
    return new NodeCommands() {
      @Override
      public boolean isOnline(String node) {
        return process.call(() -> online);
      }

      @Override
      public String run(String node, RunnerTask task) {
        return process.call(() -> send(task));
      }

      @Override
      public void cancel(String node, RunnerTask task) {
        OperationId id = new OperationId(task.operationId());
        process.call(
            () -> {
              if (!agenda.misfortune(20)) {
                agenda.after(agenda.upTo(60), () -> cancelled.accept(id));
              }
              return id;
            });
      }

      @Override
      public Optional<CommandReport> find(String commandId) {
        return process.call(() -> Optional.ofNullable(commands.get(commandId)));
      }
    };
  }

  private String send(RunnerTask task) {
    if (agenda.misfortune(5)) {
      throw new VigieException(ErrorCode.NODE_UNAVAILABLE, "SSM throttles");
    }
    if (agenda.misfortune(10)) {
      accept(task); // the answer was lost, and the request is sent again
    }
    String id = accept(task);
    if (agenda.misfortune(5)) {
      throw new VigieException(ErrorCode.NODE_UNAVAILABLE, "SSM's answer was lost");
    }
    return id;
  }

  private String accept(RunnerTask task) {
    String id = "command-" + commands.size();
    commands.put(id, new CommandReport(id, task, CommandState.PENDING, ""));
    if (agenda.misfortune(10)) {
      agenda.after(DELIVERY, () -> end(id, CommandState.TIMED_OUT));
    } else {
      agenda.after(agenda.upTo(90), () -> deliver(id));
    }
    return id;
  }

  private void deliver(String id) {
    set(id, CommandState.RUNNING);
    OperationId operation = operation(id);
    runners.accept(
        operation,
        state -> {
          if (state == CommandState.FAILED && agenda.misfortune(40)) {
            agenda.after(LONGEST, () -> end(id, CommandState.TIMED_OUT)); // the machine is dead
          } else {
            end(id, state);
          }
        });
  }

  private void end(String id, CommandState state) {
    set(id, state);
    changed.accept(operation(id));
  }

  private void set(String id, CommandState state) {
    commands.computeIfPresent(
        id, (_, report) -> new CommandReport(id, report.task(), state, "printed"));
  }

  private OperationId operation(String id) {
    return Optional.ofNullable(commands.get(id))
        .map(report -> new OperationId(report.task().operationId()))
        .orElseThrow();
  }
}
