package dev.vigie.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.config.Thresholds;
import dev.vigie.local.MachineScript;
import dev.vigie.node.InstanceMetrics;
import dev.vigie.node.SeenMachine;
import dev.vigie.postgres.PgTools;
import dev.vigie.probe.MachineProbes;
import dev.vigie.probe.NodeFacts;
import dev.vigie.probe.NodeLook;
import dev.vigie.probe.SwarmFacts;
import dev.vigie.storage.JsonDocuments;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The machines of a small Swarm, at their port. What a machine says of itself is what this one says
 * by the real script, and of PostgreSQL what psql says; but for the room on its disks and in its
 * memory, of which a test's machine may have little, and for the Swarm, which it has not.
 */
final class HealthMachines {
  /** That with PostgreSQL. */
  static final String DATABASE = "database-1";

  /** The service that is scaled. */
  static final String NOCODB = "nocodb_nocodb";

  static final String POSTGRES = "postgres_postgres";

  private static final String MANAGER = "traefik";
  private static final NodeFacts.FileSystem ROOT =
      new NodeFacts.FileSystem("/", 1_000, 900, 100, 90);

  private final Clock clock;
  private final Supplier<PgTools> server;
  private boolean stopped;
  private boolean impaired;
  private boolean spent;
  private int replicas = 1;
  private long free = 900;
  private Duration ahead = Duration.ZERO;

  /** Machines whose clocks go by this one, and the way to the server on one of them. */
  HealthMachines(Clock clock, Supplier<PgTools> server) {
    this.clock = clock;
    this.server = server;
  }

  /** The machine with PostgreSQL is stopped in EC2, or runs again. */
  void stop(boolean is) {
    stopped = is;
  }

  /** EC2's status checks of the machine with PostgreSQL fail, though it works still. */
  void impair(boolean is) {
    impaired = is;
  }

  /** It has spent its processor credits. */
  void spend(boolean is) {
    spent = is;
  }

  /** The application runs as many tasks as was asked, which may be none. */
  void scale(int tasks) {
    replicas = tasks;
  }

  /** The disk of the machine with PostgreSQL has so many bytes left, of a thousand. */
  void leave(long bytes) {
    free = bytes;
  }

  /** Its clock is so far ahead. */
  void setAhead(Duration time) {
    ahead = time;
  }

  /** Whoever looks at them. */
  MachineProbes probes(Thresholds thresholds) {
    return new MachineProbes(
        this::seen,
        this::measured,
        (machine, _) -> says(machine),
        Map.of(DATABASE, List.of(Engine.CLUSTER)),
        thresholds,
        clock);
  }

  private List<SeenMachine> seen() {
    return List.of(
        new SeenMachine(DATABASE, "i-0123456789abcdef0", !stopped, Optional.of(clock.instant())),
        new SeenMachine(MANAGER, "i-0123456789abcdef1", true, Optional.of(clock.instant())));
  }

  /** As EC2 does: nothing of a machine while it is stopped. */
  private Map<String, InstanceMetrics> measured(List<SeenMachine> machines, Instant now) {
    return machines.stream()
        .collect(
            Collectors.toMap(
                SeenMachine::name,
                machine -> {
                  boolean database = machine.name().equals(DATABASE);
                  return new InstanceMetrics(
                      database && stopped
                          ? List.of()
                          : samples(now, database && impaired ? 1 : 0, 0),
                      database && spent ? samples(now, 3, 60) : samples(now, 288, 288),
                      List.of(),
                      List.of());
                }));
  }

  private static List<InstanceMetrics.Sample> samples(Instant now, double newest, double before) {
    return List.of(
        new InstanceMetrics.Sample(now.minusSeconds(90), newest),
        new InstanceMetrics.Sample(now.minusSeconds(150), newest),
        new InstanceMetrics.Sample(now.minusSeconds(900), before));
  }

  private String says(SeenMachine machine) {
    boolean manager = machine.name().equals(MANAGER);
    NodeFacts here =
        NodeLook.here(MachineScript::run, manager ? Optional.empty() : Optional.of(server));
    NodeFacts facts =
        new NodeFacts(
            here.schemaVersion(),
            manager ? clock.instant() : clock.instant().plus(ahead),
            List.of(ROOT, new NodeFacts.FileSystem("/srv", 1_000, manager ? 900 : free, 0, 0)),
            Optional.of(new NodeFacts.Memory(1_000, 900)),
            manager ? Optional.of(swarm()) : Optional.empty(),
            here.postgres(),
            here.unread());
    return new String(JsonDocuments.bytes(facts), UTF_8);
  }

  /** As the engine tells of it: of a node that is down it says so, and that its tasks are gone. */
  private SwarmFacts swarm() {
    List<SwarmFacts.Node> nodes =
        List.of(
            new SwarmFacts.Node(
                MANAGER, "ready", "active", true, true, true, Map.of("role", "application")),
            new SwarmFacts.Node(
                DATABASE,
                stopped ? "down" : "ready",
                "active",
                false,
                false,
                false,
                Map.of("role", "database")));
    List<SwarmFacts.Task> tasks = new ArrayList<>();
    if (replicas > 0) {
      tasks.add(new SwarmFacts.Task(NOCODB, MANAGER));
    }
    if (!stopped) {
      tasks.add(new SwarmFacts.Task(POSTGRES, DATABASE));
    }
    List<SwarmFacts.Service> services =
        List.of(
            new SwarmFacts.Service(
                NOCODB, replicas, replicas, List.of("node.labels.role == application")),
            new SwarmFacts.Service(
                POSTGRES, stopped ? 0 : 1, 1, List.of("node.labels.role == database")));
    return new SwarmFacts("", nodes, services, tasks);
  }
}
