package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.probe.SwarmFacts.Node;
import dev.vigie.probe.SwarmFacts.Service;
import dev.vigie.probe.SwarmFacts.Task;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a Swarm's facts mean, one thing broken at a time. */
class SwarmJudgementTest {
  private static final Node MANAGER =
      new Node("traefik", "ready", "active", true, true, true, labels("infra"));
  private static final Node DATABASE =
      new Node("database-1", "ready", "active", false, false, false, labels("database_group"));
  private static final Service POSTGRES =
      new Service("postgres", 1, 1, List.of("node.labels.role==database_group"));
  private static final Task TASK = new Task("postgres", "database-1");

  @Test
  void swarm_thatIsWell_isOk() {
    assertThat(unwell(swarm("", List.of(MANAGER, DATABASE), POSTGRES, TASK))).isEmpty();
  }

  @Test
  void managers_withoutALeaderOrAMajority_fail() {
    Node follower = new Node("a", "ready", "active", true, false, true, Map.of());
    Node gone = new Node("b", "down", "active", true, false, false, Map.of());
    Node other = new Node("c", "down", "active", true, false, false, Map.of());

    assertThat(managers(follower)).isEqualTo(Health.FAIL);
    assertThat(managers(MANAGER, gone)).isEqualTo(Health.FAIL);
    assertThat(managers(MANAGER, gone, other)).isEqualTo(Health.FAIL);
    assertThat(managers(MANAGER, follower, gone)).isEqualTo(Health.WARN);
    assertThat(managers(MANAGER, follower)).isEqualTo(Health.OK);
    assertThat(
            SwarmJudgement.of("swarm", swarm("rpc error", List.of(MANAGER), POSTGRES)).getFirst())
        .isEqualTo(new Finding(Check.SWARM_MANAGERS, "swarm", Health.FAIL, "rpc error"));
  }

  @Test
  void node_thatIsDown_isNamed_unlessAnotherOfItsNameTookItsPlace() {
    Node down = new Node("database-1", "down", "active", false, false, false, Map.of());

    assertThat(unwell(swarm("", List.of(MANAGER, down), POSTGRES)))
        .containsExactly(
            new Finding(Check.SWARM_NODES, "swarm", Health.FAIL, "not ready: database-1"));
    assertThat(unwell(swarm("", List.of(MANAGER, down, DATABASE), POSTGRES, TASK))).isEmpty();
  }

  @Test
  void node_thatTakesNoTasks_isAWarning() {
    Node drained = new Node("database-1", "ready", "drain", false, false, false, labels("x"));

    assertThat(unwell(swarm("", List.of(MANAGER, drained), POSTGRES)))
        .containsExactly(
            new Finding(Check.SWARM_NODES, "swarm", Health.WARN, "taking no tasks: database-1"));
  }

  @Test
  void service_withTooFewTasks_warns_andWithNoneFails() {
    assertThat(service(new Service("nocodb", 1, 2, List.of())).health()).isEqualTo(Health.WARN);
    assertThat(service(new Service("nocodb", 0, 2, List.of())))
        .isEqualTo(new Finding(Check.SERVICE, "nocodb", Health.FAIL, "0 of 2 tasks run"));
    assertThat(service(new Service("nocodb", 0, 0, List.of())))
        .isEqualTo(new Finding(Check.SERVICE, "nocodb", Health.FAIL, "it is scaled to no task"));
    assertThat(service(new Service("nocodb", 3, 2, List.of())).health()).isEqualTo(Health.OK);
  }

  @Test
  void service_thatRunsAgainstItsPlacement_isAWarning() {
    Task astray = new Task("postgres", "traefik");
    Service elsewhere =
        new Service("postgres", 1, 1, List.of("node.labels.role != database_group"));

    assertThat(unwell(swarm("", List.of(MANAGER, DATABASE), POSTGRES, astray)))
        .containsExactly(
            new Finding(
                Check.SERVICE,
                "postgres",
                Health.WARN,
                "it runs on traefik, against its placement"));
    assertThat(unwell(swarm("", List.of(MANAGER, DATABASE), elsewhere, astray))).isEmpty();
    assertThat(unwell(swarm("", List.of(MANAGER, DATABASE), elsewhere, TASK))).hasSize(1);
  }

  private static Health managers(Node... nodes) {
    return SwarmJudgement.of("swarm", swarm("", List.of(nodes), POSTGRES)).getFirst().health();
  }

  private static Finding service(Service service) {
    return SwarmJudgement.of("swarm", swarm("", List.of(MANAGER), service)).getLast();
  }

  private static List<Finding> unwell(SwarmFacts facts) {
    return SwarmJudgement.of("swarm", facts).stream()
        .filter(finding -> finding.health() != Health.OK)
        .toList();
  }

  private static SwarmFacts swarm(String error, List<Node> nodes, Service service, Task... tasks) {
    return new SwarmFacts(error, nodes, List.of(service), List.of(tasks));
  }

  private static Map<String, String> labels(String role) {
    return Map.of("role", role);
  }
}
