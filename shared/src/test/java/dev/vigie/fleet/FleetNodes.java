package dev.vigie.fleet;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.CommandState;
import dev.vigie.node.NodeCommands;
import dev.vigie.node.NodeSlots;
import dev.vigie.node.RunnerTask;
import dev.vigie.operation.OperationId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The machines, and Run Command between them and the functions: an agent takes five commands at
 * once and leaves the others waiting (AWS Systems Manager agent, {@code CommandWorkersLimit}); a
 * machine dies with all that runs on it, and comes back.
 */
final class FleetNodes implements NodeCommands {
  static final int SLOTS = 2;
  private static final int AGENT_WORKERS = 5;
  private static final Duration LONGEST = Duration.ofHours(12);

  private final FleetAgenda agenda;
  private final Path slots;
  private final Consumer<String> calls;
  private final Work work;
  private final Consumer<OperationId> ended;
  private final Map<String, Machine> machines = new HashMap<>();
  private final Map<String, Command> commands = new LinkedHashMap<>();
  private long sent;

  /** What a runner does in its process. */
  interface Work {
    /**
     * Does it.
     *
     * @param worksFor to be told when a backup works, and for how long: it takes a slot, and waits
     */
    void run(OperationId id, Consumer<Duration> worksFor);
  }

  /** A command, and how it is. */
  private record Command(CommandReport report, Instant since) {}

  /** A machine: what waits for its agent, what runs, and how many backups work. */
  static final class Machine {
    private final NodeSlots slots;
    private final Queue<String> waiting = new ArrayDeque<>();
    private final Map<String, FleetProcess> running = new LinkedHashMap<>();
    private final List<FleetProcess> forSlot = new ArrayList<>();
    private boolean online = true;
    private int working;
    private int mostWorking;

    Machine(NodeSlots slots) {
      this.slots = slots;
    }

    int mostWorking() {
      return mostWorking;
    }
  }

  FleetNodes(
      FleetAgenda agenda,
      Path slots,
      Consumer<String> calls,
      Work work,
      Consumer<OperationId> ended) {
    this.agenda = agenda;
    this.slots = slots;
    this.calls = calls;
    this.work = work;
    this.ended = ended;
  }

  void add(String node) {
    machines.put(node, new Machine(new NodeSlots(slots.resolve(node), SLOTS, () -> agenda.now())));
  }

  Iterable<Machine> machines() {
    return machines.values();
  }

  /** The machine dies, and comes back after a while. */
  void die(String node, Duration away) {
    Machine machine = machine(node);
    machine.online = false;
    machine.forSlot.clear();
    List<Map.Entry<String, FleetProcess>> lost = List.copyOf(machine.running.entrySet());
    lost.forEach(each -> each.getValue().kill());
    machine.running.clear();
    for (Map.Entry<String, FleetProcess> each : lost) {
      // The agent tells of some when it is back; of others Run Command learns by their time-out.
      Duration heard = agenda.misfortune(500) ? LONGEST : away.plusMinutes(1);
      agenda.after(heard, () -> end(each.getKey(), CommandState.FAILED));
    }
    agenda.after(
        away,
        () -> {
          machine.online = true;
          takeUp(machine);
        });
  }

  @Override
  public boolean isOnline(String node) {
    calls.accept("DescribeInstanceInformation");
    return machine(node).online;
  }

  @Override
  public String run(String node, RunnerTask task) {
    calls.accept("SendCommand");
    if (agenda.misfortune(10)) {
      throw new VigieException(ErrorCode.NODE_UNAVAILABLE, "SSM throttles");
    }
    if (agenda.misfortune(5)) {
      accept(node, task); // the answer was lost, and the request is sent again
    }
    return accept(node, task);
  }

  @Override
  public void cancel(String node, RunnerTask task) {
    throw new UnsupportedOperationException("nobody cancels here");
  }

  @Override
  public Optional<CommandReport> find(String commandId) {
    calls.accept("ListCommands");
    calls.accept("GetCommandInvocation");
    return Optional.ofNullable(commands.get(commandId)).map(Command::report);
  }

  /** Run Command forgets after 30 days; here what ended days ago, to spare memory. */
  void forget(Instant before) {
    commands.values().removeIf(each -> each.since().isBefore(before));
  }

  /** Works for so long, in a slot of the machine. */
  private void workFor(Machine machine, FleetProcess process, Duration time) {
    NodeSlots.Slot slot = await(machine, process);
    machine.working++;
    machine.mostWorking = Math.max(machine.mostWorking, machine.working);
    try {
      agenda.after(time, () -> resume(process));
      process.pause();
    } finally {
      machine.working--;
      slot.close();
      if (!machine.forSlot.isEmpty()) {
        FleetProcess next = machine.forSlot.removeFirst();
        agenda.after(Duration.ofSeconds(1), () -> resume(next));
      }
    }
  }

  private static NodeSlots.Slot await(Machine machine, FleetProcess process) {
    while (true) {
      Optional<NodeSlots.Slot> free = machine.slots.tryToTake();
      if (free.isPresent()) {
        return free.get();
      }
      machine.forSlot.add(process);
      process.pause();
    }
  }

  private static void resume(FleetProcess process) {
    if (!process.isKilled()) {
      process.resume();
    }
  }

  private Machine machine(String node) {
    return Optional.ofNullable(machines.get(node)).orElseThrow();
  }

  private String accept(String node, RunnerTask task) {
    String id = "command-" + sent++;
    set(id, new CommandReport(id, task, CommandState.PENDING, ""));
    machine(node).waiting.add(id);
    agenda.after(agenda.between(Duration.ZERO, Duration.ofSeconds(5)), () -> takeUp(machine(node)));
    return id;
  }

  private void takeUp(Machine machine) {
    while (machine.online && machine.running.size() < AGENT_WORKERS && !machine.waiting.isEmpty()) {
      String id = machine.waiting.remove();
      CommandReport report = Optional.ofNullable(commands.get(id)).orElseThrow().report();
      set(id, new CommandReport(id, report.task(), CommandState.RUNNING, ""));
      FleetProcess process = new FleetProcess();
      machine.running.put(id, process);
      process.start(
          () ->
              work.run(
                  new OperationId(report.task().operationId()),
                  time -> workFor(machine, process, time)),
          failure -> {
            if (!process.isKilled()) {
              machine.running.remove(id);
              end(id, failure.isEmpty() ? CommandState.SUCCEEDED : CommandState.FAILED);
              agenda.after(Duration.ofSeconds(1), () -> takeUp(machine));
            }
          });
    }
  }

  private void end(String id, CommandState state) {
    Optional.ofNullable(commands.get(id))
        .map(Command::report)
        .ifPresent(
            report -> {
              set(id, new CommandReport(id, report.task(), state, "printed"));
              ended.accept(new OperationId(report.task().operationId()));
            });
  }

  private void set(String id, CommandReport report) {
    commands.put(id, new Command(report, agenda.now()));
  }
}
