package dev.vigie.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet under every fault: each operation ends once, each promise is asked for, nobody is over
 * its promise in silence, and no machine makes more at once than it may. {@code bench/fleet} does
 * the same with 10,000 databases.
 */
class FleetSimulationTest {
  @TempDir Path slots;

  @Test
  void fleet_underEveryFault_keepsItsPromisesOrSaysSo() throws IOException {
    FleetSimulation.Result result = new FleetSimulation(150, 8, 4).run(slots);

    assertThat(result.violations()).isEmpty();
    assertThat(result.figures().get("backups")).isEqualTo(150L * 10);
    assertThat(result.figures().get("most_at_once_on_a_node")).isEqualTo(FleetNodes.SLOTS);
    // Faults that let nothing fail, or nothing be missed, would prove little.
    assertThat(result.ends()).containsKeys("SUCCEEDED", "FAILED", "LOST");
    assertThat(result.figures().get("missed_and_made_up_for")).isPositive();
    assertThat(result.figures().get("overdue_database_hours")).isPositive();
  }
}
