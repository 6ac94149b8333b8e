package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.Thresholds;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.InstanceMetrics;
import dev.vigie.node.SeenMachine;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Machines that say nothing, and what that hides. */
class MachineProbesTest {
  private static final SeenMachine STOPPED = machine("database-1", false);
  private static final SeenMachine SILENT = machine("traefik", true);

  @Test
  void machine_thatIsStopped_hidesWhatItAloneTells() {
    List<Finding> found = look(STOPPED);

    assertThat(found)
        .filteredOn(finding -> finding.health() == Health.FAIL)
        .extracting(Finding::check)
        .containsExactly(Check.NODE);
    assertThat(found)
        .filteredOn(finding -> finding.health() == Health.UNKNOWN)
        .hasSize(9)
        .allMatch(finding -> finding.hiddenBy().equals(Optional.of(Check.NODE)))
        .allMatch(finding -> finding.reason().contains("database-1"));
  }

  @Test
  void machine_thatIsThereAndSaysNothing_hidesNothing_andMayBeTheManager() {
    List<Finding> found = look(STOPPED, SILENT);

    assertThat(found)
        .filteredOn(finding -> finding.hiddenBy().isEmpty())
        .filteredOn(finding -> finding.health() == Health.UNKNOWN)
        .extracting(Finding::check)
        .containsExactly(
            Check.DISK, Check.MEMORY, Check.CLOCK, Check.SWARM_MANAGERS, Check.SWARM_NODES);
    assertThat(found)
        .filteredOn(finding -> finding.check() == Check.SWARM_NODES)
        .extracting(Finding::reason)
        .containsExactly("no manager answered; silent: database-1, traefik");
  }

  @Test
  void measurements_thatAreNotToBeHad_areUnknown_andHideNoMachine() {
    List<Finding> found =
        look(
            (_, _) -> {
              throw new VigieException(ErrorCode.CLOUD_DENIED, "not you");
            },
            STOPPED);

    assertThat(found)
        .contains(
            new Finding(
                Check.BURST, MachineProbes.MACHINES, Health.UNKNOWN, "CLOUD_DENIED: not you"),
            new Finding(Check.NODE, "database-1", Health.FAIL, "Systems Manager does not know it"));
  }

  @Test
  void machine_thatIsStopped_hidesItsCredits() {
    InstanceMetrics none = new InstanceMetrics(List.of(), List.of(), List.of(), List.of());

    assertThat(look((_, _) -> Map.of("database-1", none), STOPPED))
        .filteredOn(finding -> finding.check() == Check.BURST)
        .containsExactly(
            new Finding(
                Check.BURST,
                "database-1",
                Health.UNKNOWN,
                "machine database-1 does not answer",
                Optional.of(Check.NODE)));
  }

  private static List<Finding> look(SeenMachine... machines) {
    return look(MachineProbes.Metrics.NONE, machines);
  }

  private static List<Finding> look(MachineProbes.Metrics metrics, SeenMachine... machines) {
    return new MachineProbes(
            () -> List.of(machines),
            metrics,
            (machine, _) -> {
              throw new VigieException(ErrorCode.NODE_UNAVAILABLE, machine.name() + " is silent");
            },
            Map.of("database-1", List.of("main")),
            Thresholds.DEFAULT,
            InstantSource.system())
        .look();
  }

  private static SeenMachine machine(String name, boolean online) {
    return new SeenMachine(name, "i-0123456789abcdef0", online, Optional.empty());
  }
}
