package dev.vigie.cli;

import dev.vigie.local.MachineScript;
import dev.vigie.postgres.ServerContainer;
import dev.vigie.probe.NodeFacts;
import dev.vigie.probe.NodeLook;
import dev.vigie.storage.JsonDocuments;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vigie node probe}: what a look at health asks a machine. */
@Command(
    name = "probe",
    description = {
      "Say how this machine is: disks, memory, clock, and the Swarm and PostgreSQL if it has them.",
      "Prints one line of JSON on standard output; what could not be read is named in it."
    })
final class NodeProbeCommand implements Callable<Integer> {
  private static final Set<String> SERVER =
      Set.of(
          ServerContainer.SERVICE_VARIABLE,
          ServerContainer.CONTAINER_VARIABLE,
          "PGHOST",
          "PGHOSTADDR",
          "PGSERVICE");

  @Option(
      names = "--server",
      description = "Say how PostgreSQL is, and nothing of the machine: it is a function's.")
  private boolean serverOnly;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    boolean hasServer = System.getenv().keySet().stream().anyMatch(SERVER::contains);
    NodeFacts facts =
        serverOnly
            ? NodeLook.ofServer(Clock.systemUTC().instant(), NodeCommand::connect)
            : NodeLook.here(
                MachineScript::run,
                hasServer ? Optional.of(NodeCommand::connect) : Optional.empty());
    spec.commandLine()
        .getOut()
        .println(new String(JsonDocuments.bytes(facts), StandardCharsets.UTF_8));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
