package dev.vigie.probe;

import dev.vigie.probe.SwarmFacts.Node;
import dev.vigie.probe.SwarmFacts.Service;
import dev.vigie.probe.SwarmFacts.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Swarm's facts mean. Pure functions. */
public final class SwarmJudgement {
  /** What is said of a Swarm, beside its services. */
  public static final List<Check> CHECKS = List.of(Check.SWARM_MANAGERS, Check.SWARM_NODES);

  /** Docker's documentation, "docker service create", Specify service constraints. */
  private static final Pattern CONSTRAINT =
      Pattern.compile("\\s*node\\.labels\\.([^\\s=!]+)\\s*(==|!=)\\s*(.*?)\\s*");

  private SwarmJudgement() {}

  /**
   * What the facts mean.
   *
   * @param swarm its name
   */
  public static List<Finding> of(String swarm, SwarmFacts facts) {
    List<Finding> findings = new ArrayList<>();
    findings.add(managers(swarm, facts));
    findings.add(nodes(swarm, facts));
    facts.services().forEach(service -> findings.add(service(service, facts)));
    return findings;
  }

  /** A Swarm whose majority of managers is gone changes nothing any more, and says so. */
  private static Finding managers(String swarm, SwarmFacts facts) {
    List<Node> managers = facts.nodes().stream().filter(Node::manager).toList();
    long reachable = managers.stream().filter(Node::reachable).count();
    List<String> broken = new ArrayList<>();
    if (!facts.error().isBlank()) {
      broken.add(facts.error());
    }
    if (managers.stream().noneMatch(Node::leader)) {
      broken.add("no manager leads");
    }
    if (2 * reachable <= managers.size()) {
      broken.add(reachable + " of " + managers.size() + " managers are reached, and no majority");
    }
    if (!broken.isEmpty()) {
      return Judged.of(Check.SWARM_MANAGERS, swarm, Health.FAIL, broken);
    }
    List<String> away =
        managers.stream().filter(node -> !node.reachable()).map(Node::host).sorted().toList();
    return Judged.of(
        Check.SWARM_MANAGERS,
        swarm,
        Health.WARN,
        away.isEmpty() ? List.of() : List.of("not reached: " + String.join(", ", away)));
  }

  /** A machine that was replaced stays in the list as down, beside the new one of its name. */
  private static Finding nodes(String swarm, SwarmFacts facts) {
    if (facts.nodes().isEmpty()) {
      return new Finding(Check.SWARM_NODES, swarm, Health.UNKNOWN, "no manager names the nodes");
    }
    Set<String> ready = new TreeSet<>();
    Set<String> away = new TreeSet<>();
    Set<String> idle = new TreeSet<>();
    for (Node node : facts.nodes()) {
      (node.state().equals("ready") ? ready : away).add(node.host());
      if (node.state().equals("ready") && !node.availability().equals("active")) {
        idle.add(node.host());
      }
    }
    away.removeAll(ready);
    List<String> wrong = new ArrayList<>();
    if (!away.isEmpty()) {
      wrong.add("not ready: " + String.join(", ", away));
    }
    if (!idle.isEmpty()) {
      wrong.add("taking no tasks: " + String.join(", ", idle));
    }
    return Judged.of(Check.SWARM_NODES, swarm, away.isEmpty() ? Health.WARN : Health.FAIL, wrong);
  }

  private static Finding service(Service service, SwarmFacts facts) {
    List<String> wrong = new ArrayList<>();
    if (service.wanted() == 0) {
      wrong.add("it is scaled to no task");
    } else if (service.running() < service.wanted()) {
      wrong.add("%d of %d tasks run".formatted(service.running(), service.wanted()));
    }
    boolean down = service.running() == 0;
    List<String> misplaced =
        facts.tasks().stream()
            .filter(task -> task.service().equals(service.name()))
            .filter(task -> !fits(task, service, facts))
            .map(Task::host)
            .distinct()
            .sorted()
            .toList();
    if (!misplaced.isEmpty()) {
      wrong.add("it runs on %s, against its placement".formatted(String.join(", ", misplaced)));
    }
    return Judged.of(Check.SERVICE, service.name(), down ? Health.FAIL : Health.WARN, wrong);
  }

  /**
   * Whether one of the machines of that name has the labels; other constraints are the engine's.
   */
  private static boolean fits(Task task, Service service, SwarmFacts facts) {
    List<Node> hosts =
        facts.nodes().stream().filter(node -> node.host().equals(task.host())).toList();
    return hosts.isEmpty()
        || hosts.stream()
            .anyMatch(node -> service.constraints().stream().allMatch(each -> holds(each, node)));
  }

  private static boolean holds(String constraint, Node node) {
    Matcher label = CONSTRAINT.matcher(constraint);
    if (!label.matches()) {
      return true;
    }
    String value = Objects.requireNonNullElse(node.labels().get(label.group(1)), "");
    return value.equalsIgnoreCase(label.group(3)) == label.group(2).equals("==");
  }
}
