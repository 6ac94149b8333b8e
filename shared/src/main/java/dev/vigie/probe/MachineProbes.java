package dev.vigie.probe;

import dev.vigie.config.Thresholds;
import dev.vigie.error.VigieException;
import dev.vigie.node.SeenMachine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;

/**
 * How the machines are, and what they say of the Swarm and of PostgreSQL: all asked at once. Of the
 * Swarm the first of its managers is believed, in the order of their names. Thread-safe.
 *
 * @param seen those that should be there
 * @param question how one is asked for its facts
 * @param clusters the PostgreSQL clusters, by the name of the machine that each is on
 * @param thresholds from where on something is unwell
 * @param clock that of whoever asks
 */
public record MachineProbes(
    Supplier<List<SeenMachine>> seen,
    Question question,
    Map<String, List<String>> clusters,
    Thresholds thresholds,
    InstantSource clock) {
  /** How findings call the Swarm. */
  public static final String SWARM = "swarm";

  /** What a machine is given to answer. */
  public static final Duration LIMIT = Duration.ofSeconds(7);

  /** Takes a copy. */
  public MachineProbes {
    clusters = Map.copyOf(clusters);
  }

  /** Asking a machine. */
  @FunctionalInterface
  public interface Question {
    /**
     * What it says of itself.
     *
     * @throws VigieException {@code NODE_UNAVAILABLE} if it says nothing in that time
     */
    String ask(SeenMachine machine, Duration limit);
  }

  /**
   * What is found of all of them. Whoever hangs beyond its limit is told of as a machine alone; of
   * its cluster nothing is said.
   */
  public List<Finding> look() {
    List<SeenMachine> machines = seen.get();
    Map<String, SwarmFacts> swarms = new ConcurrentSkipListMap<>();
    Set<String> silent = new ConcurrentSkipListSet<>();
    Set<String> away = new TreeSet<>();
    List<Finding> findings = new ArrayList<>();
    List<Probe> probes = new ArrayList<>();
    for (SeenMachine machine : machines) {
      if (isThere(machine)) {
        findings.add(new Finding(Check.NODE, machine.name(), Health.OK, ""));
        probes.add(
            new Probe(
                NodeJudgement.CHECKS,
                machine.name(),
                LIMIT.plusMillis(500),
                () -> answered(machine, swarms, silent)));
      } else {
        away.add(machine.name());
        findings.add(new Finding(Check.NODE, machine.name(), Health.FAIL, away(machine)));
        findings.addAll(
            unanswered(
                machine,
                "machine " + machine.name() + " does not answer",
                Optional.of(Check.NODE)));
      }
    }
    findings.addAll(Round.of(probes));
    findings.addAll(swarm(swarms, silent, away));
    return findings;
  }

  private List<Finding> answered(
      SeenMachine machine, Map<String, SwarmFacts> swarms, Set<String> silent) {
    List<Finding> findings = new ArrayList<>();
    Instant asked = clock.instant();
    try {
      NodeFacts facts = NodeFacts.read(question.ask(machine, LIMIT));
      Instant heard = clock.instant();
      facts.swarm().ifPresent(swarm -> swarms.put(machine.name(), swarm));
      if (facts.unread().containsKey(NodeFacts.SWARM)) {
        silent.add(machine.name());
      }
      findings.addAll(new NodeJudgement(thresholds).of(machine.name(), facts, asked, heard));
      clusters
          .getOrDefault(machine.name(), List.of())
          .forEach(cluster -> findings.addAll(server(cluster, facts)));
    } catch (VigieException e) {
      silent.add(machine.name());
      findings.addAll(unanswered(machine, e.code() + ": " + e.getMessage(), Optional.empty()));
    }
    return findings;
  }

  private List<Finding> server(String cluster, NodeFacts facts) {
    return facts
        .postgres()
        .map(postgres -> new PostgresJudgement(thresholds).of(cluster, postgres))
        .orElseGet(
            () ->
                PostgresJudgement.failed(
                    cluster,
                    facts
                        .unread()
                        .getOrDefault(NodeFacts.POSTGRES, "its machine names no server")));
  }

  /** Without any manager's word nothing is known, if a machine that is silent may be one. */
  private static List<Finding> swarm(
      Map<String, SwarmFacts> swarms, Set<String> silent, Set<String> away) {
    Optional<SwarmFacts> first = swarms.values().stream().findFirst();
    if (first.isPresent()) {
      return SwarmJudgement.of(SWARM, first.get());
    }
    Set<String> unheard = new TreeSet<>(silent);
    unheard.addAll(away);
    return unheard.isEmpty()
        ? List.of()
        : Judged.unknown(
            SwarmJudgement.CHECKS,
            SWARM,
            "no manager answered; silent: " + String.join(", ", unheard),
            // Who is there and says nothing may be the manager: that nobody else tells.
            silent.isEmpty() ? Optional.of(Check.NODE) : Optional.empty());
  }

  private List<Finding> unanswered(SeenMachine machine, String why, Optional<Check> hiddenBy) {
    List<Finding> findings =
        new ArrayList<>(Judged.unknown(NodeJudgement.CHECKS, machine.name(), why, hiddenBy));
    clusters
        .getOrDefault(machine.name(), List.of())
        .forEach(
            cluster ->
                findings.addAll(Judged.unknown(NodeJudgement.SERVER, cluster, why, hiddenBy)));
    return findings;
  }

  private static boolean isThere(SeenMachine machine) {
    return machine.online() && machine.state().filter(state -> !state.equals("running")).isEmpty();
  }

  private static String away(SeenMachine machine) {
    String state = machine.state().map(word -> "EC2 says that it is " + word + "; ").orElse("");
    return state
        + machine
            .heard()
            .map(time -> "Systems Manager has not heard of it since " + time)
            .orElse("Systems Manager does not know it");
  }
}
