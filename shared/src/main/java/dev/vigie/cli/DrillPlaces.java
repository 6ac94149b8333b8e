package dev.vigie.cli;

import dev.vigie.drill.DrillPlace;
import dev.vigie.local.DrillContainer;
import java.util.Map;
import java.util.Optional;

/** Chooses where drills take place: in containers if a service is named, else on the machine. */
final class DrillPlaces {
  /** Names the Swarm's service whose image, as backups name it, drills are made of. */
  static final String SERVICE_VARIABLE = "VIGIE_DRILL_SERVICE";

  private DrillPlaces() {}

  /**
   * The place that the environment names.
   *
   * @throws dev.vigie.error.VigieException {@code SETTING_INVALID} for a bound that is none
   */
  static DrillPlace fromEnvironment(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(SERVICE_VARIABLE))
        .filter(service -> !service.isEmpty())
        .<DrillPlace>map(
            service ->
                new DrillInContainer(service, DrillContainer.Bounds.fromEnvironment(environment)))
        .orElseGet(DrillOnMachine::new);
  }
}
