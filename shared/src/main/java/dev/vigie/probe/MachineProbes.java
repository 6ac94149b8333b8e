package dev.vigie.probe;

import dev.vigie.config.Thresholds;
import dev.vigie.error.VigieException;
import dev.vigie.node.InstanceMetrics;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;

/**
 * How the machines are, and what they say of the Swarm and of PostgreSQL: all asked at once. Of the
 * Swarm the first of its managers is believed, in the order of their names. Thread-safe.
 *
 * @param seen those that should be there
 * @param metrics how they are seen from outside
 * @param question how one is asked for its facts
 * @param clusters the PostgreSQL clusters, by the name of the machine that each is on
 * @param thresholds from where on something is unwell
 * @param clock that of whoever asks
 */
public record MachineProbes(
    Supplier<List<SeenMachine>> seen,
    Metrics metrics,
    Question question,
    Map<String, List<String>> clusters,
    Thresholds thresholds,
    InstantSource clock) {
  /** How findings call the Swarm. */
  public static final String SWARM = "swarm";

  /** How findings call the machines where nothing is known of any. */
  public static final String MACHINES = "machines";

  /** What a machine is given to answer. */
  public static final Duration LIMIT = Duration.ofSeconds(7);

  /** Takes a copy. */
  public MachineProbes {
    clusters = Map.copyOf(clusters);
  }

  /** Asking how machines are seen from outside. */
  @FunctionalInterface
  public interface Metrics {
    /** Where nobody measures them. */
    Metrics NONE = (_, _) -> Map.of();

    /**
     * What was measured of each lately, by its name; nothing of one that is not measured.
     *
     * @throws VigieException if that cannot be told
     */
    Map<String, InstanceMetrics> of(List<SeenMachine> machines, Instant now);
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
    Map<String, InstanceMetrics> measured = new ConcurrentHashMap<>();
    Map<String, SwarmFacts> swarms = new ConcurrentSkipListMap<>();
    Set<String> silent = new ConcurrentSkipListSet<>();
    Set<String> away = new TreeSet<>();
    List<Finding> findings = new ArrayList<>();
    List<Probe> probes = new ArrayList<>();
    probes.add(measuring(machines, measured));
    for (SeenMachine machine : machines) {
      if (machine.online()) {
        probes.add(asking(machine, swarms, silent));
      } else {
        away.add(machine.name());
        findings.addAll(unanswered(machine, silence(machine), Optional.of(Check.NODE)));
      }
    }
    findings.addAll(Round.of(probes));
    machines.forEach(machine -> findings.addAll(fromOutside(machine, measured)));
    findings.addAll(swarm(swarms, silent, away));
    return findings;
  }

  private Probe asking(SeenMachine machine, Map<String, SwarmFacts> swarms, Set<String> silent) {
    return new Probe(
        NodeJudgement.CHECKS,
        machine.name(),
        LIMIT.plusMillis(500),
        () -> answered(machine, swarms, silent));
  }

  /** Whether a machine is there is told without it, too; so it is judged when all have looked. */
  private Probe measuring(List<SeenMachine> machines, Map<String, InstanceMetrics> measured) {
    return new Probe(
        List.of(Check.BURST),
        MACHINES,
        LIMIT,
        () -> {
          measured.putAll(metrics.of(machines, clock.instant()));
          return List.of();
        });
  }

  private List<Finding> fromOutside(SeenMachine machine, Map<String, InstanceMetrics> measured) {
    InstanceJudgement judgement = new InstanceJudgement(thresholds);
    Optional<InstanceMetrics> known = Optional.ofNullable(measured.get(machine.name()));
    List<Finding> findings = new ArrayList<>();
    findings.add(judgement.node(machine, known, clock.instant()));
    if (known.isPresent() && machine.online()) {
      findings.add(judgement.burst(machine.name(), known.get()));
    } else if (known.isPresent()) {
      findings.addAll(
          Judged.unknown(
              List.of(Check.BURST), machine.name(), silence(machine), Optional.of(Check.NODE)));
    }
    return findings;
  }

  private static String silence(SeenMachine machine) {
    return "machine " + machine.name() + " does not answer";
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
          .forEach(
              cluster -> findings.addAll(new PostgresJudgement(thresholds).of(cluster, facts)));
    } catch (VigieException e) {
      silent.add(machine.name());
      findings.addAll(unanswered(machine, e.code() + ": " + e.getMessage(), Optional.empty()));
    }
    return findings;
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
}
