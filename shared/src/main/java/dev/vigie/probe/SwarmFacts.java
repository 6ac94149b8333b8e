package dev.vigie.probe;

import java.util.List;
import java.util.Map;

/**
 * What a manager's engine says of its Swarm.
 *
 * @param error what its engine says is wrong with the Swarm; empty if nothing
 * @param nodes the machines
 * @param services what should run
 * @param tasks what runs
 */
public record SwarmFacts(String error, List<Node> nodes, List<Service> services, List<Task> tasks) {
  /** Keeps copies. */
  public SwarmFacts {
    nodes = List.copyOf(nodes);
    services = List.copyOf(services);
    tasks = List.copyOf(tasks);
  }

  /**
   * A machine of the Swarm (Docker Engine's API, "Node").
   *
   * @param host its host name
   * @param state {@code ready}, {@code down}, {@code disconnected} or {@code unknown}
   * @param availability {@code active}, {@code pause} or {@code drain}
   * @param manager whether it manages
   * @param leader whether it leads
   * @param reachable whether it is a manager that the others reach
   * @param labels those of the node
   */
  public record Node(
      String host,
      String state,
      String availability,
      boolean manager,
      boolean leader,
      boolean reachable,
      Map<String, String> labels) {
    /** Keeps a copy. */
    public Node {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * A service.
   *
   * @param name its name
   * @param running tasks that run
   * @param wanted tasks that should
   * @param constraints where they may run, as the engine writes them
   */
  public record Service(String name, int running, int wanted, List<String> constraints) {
    /** Keeps a copy. */
    public Service {
      constraints = List.copyOf(constraints);
    }
  }

  /**
   * A task that runs.
   *
   * @param service whose
   * @param host where
   */
  public record Task(String service, String host) {}
}
