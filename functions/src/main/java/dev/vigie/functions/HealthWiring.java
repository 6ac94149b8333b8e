package dev.vigie.functions;

import dev.vigie.aws.CloudWatchInstances;
import dev.vigie.aws.FunctionFacts;
import dev.vigie.aws.S3Posture;
import dev.vigie.aws.SsmMachines;
import dev.vigie.aws.SsmNodeCommands;
import dev.vigie.config.FleetSettings;
import dev.vigie.local.LocalNodeFacts;
import dev.vigie.node.SeenMachine;
import dev.vigie.probe.HealthRound;
import dev.vigie.probe.MachineProbes;
import dev.vigie.probe.Trust;
import dev.vigie.storage.ObjectStore;
import io.micronaut.context.annotation.Prototype;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Puts rounds of health together from the adapters that the settings name, whose clients are made
 * once.
 */
@Prototype
final class HealthWiring {
  private final FunctionSettings settings;
  private final ObjectStore store;
  private final Clock clock;
  private final S3Posture posture;
  private final Optional<MachineProbes> machines;
  private final Optional<FunctionFacts> functions;

  HealthWiring(FunctionSettings settings, ObjectStore store, Clock clock) {
    this.settings = settings;
    this.store = store;
    this.clock = clock;
    this.posture = new S3Posture(settings.storage());
    this.machines = machines();
    this.functions = functions();
  }

  /** A round that looks at all that there is. */
  HealthRound round(Instant now) {
    HealthRound round =
        new HealthRound(settings.health(), now)
            .withBackups(store, settings.fleet(), true)
            .withPosture(
                store.bucket(),
                new HealthRound.PostureReader(
                    posture::access, posture::versions, posture::expiry, posture::encryption))
            .withHttps(Trust.ofThePlatform());
    machines.ifPresent(round::withMachines);
    functions.ifPresent(facts -> askFunctions(round, facts));
    return round;
  }

  private void askFunctions(HealthRound round, FunctionFacts facts) {
    settings.fleet().clusters().stream()
        .filter(cluster -> cluster.node().startsWith(FleetSettings.FUNCTION_PREFIX))
        .forEach(cluster -> round.withFunction(cluster.name(), () -> facts.ask(cluster.node())));
  }

  /**
   * Without a place where the machines' ids are, and without a document, there is no way to them.
   */
  private Optional<MachineProbes> machines() {
    return switch (settings.nodes()) {
      case FunctionSettings.Ssm ssm ->
          ssm.addresses()
              .flatMap(
                  addresses ->
                      settings
                          .probeDocument()
                          .map(
                              document ->
                                  new SsmMachines(
                                      SsmNodeCommands.clientBuilder().build(),
                                      addresses,
                                      document,
                                      settings.storage().bucket())))
              .map(
                  machines ->
                      probes(
                          () -> machines.seen(instances()),
                          new CloudWatchInstances(CloudWatchInstances.clientBuilder().build())::of,
                          machines::ask));
      case FunctionSettings.Local local -> {
        LocalNodeFacts machine = new LocalNodeFacts(local.launcher());
        yield Optional.of(
            probes(
                () -> List.of(LocalNodeFacts.MACHINE), MachineProbes.Metrics.NONE, machine::ask));
      }
    };
  }

  /** Their client is a class path of its own, which a fleet of machines does without. */
  private Optional<FunctionFacts> functions() {
    return settings.nodes() instanceof FunctionSettings.Ssm && settings.fleet().hasFunctions()
        ? Optional.of(new FunctionFacts(FunctionFacts.clientBuilder().build()))
        : Optional.empty();
  }

  private MachineProbes probes(
      Supplier<List<SeenMachine>> seen,
      MachineProbes.Metrics metrics,
      MachineProbes.Question question) {
    Map<String, List<String>> clusters =
        settings.fleet().clusters().stream()
            .collect(
                Collectors.groupingBy(
                    FleetSettings.Cluster::node,
                    Collectors.mapping(FleetSettings.Cluster::name, Collectors.toList())));
    return new MachineProbes(
        seen, metrics, question, clusters, settings.health().thresholds(), clock);
  }

  private Set<String> instances() {
    return settings.fleet().clusters().stream()
        .map(FleetSettings.Cluster::node)
        .collect(Collectors.toSet());
  }
}
