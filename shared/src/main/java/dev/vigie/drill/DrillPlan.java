package dev.vigie.drill;

import dev.vigie.config.FleetDrills;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.ScheduleExpression;
import dev.vigie.config.Spread;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When the newest backup of each database is drilled. A pure function of the settings: whoever
 * works it out, and however often, gets the same.
 *
 * @param fleet the databases, and when drills are
 */
public record DrillPlan(FleetSettings fleet) {
  /**
   * The drills that begin in that time, in the order of their beginning.
   *
   * @param after only later ones
   * @param until and none later than this
   */
  public List<PlannedDrill> beginning(Instant after, Instant until) {
    Optional<FleetDrills> drills = fleet.findDrills();
    Optional<ScheduleExpression> expression = drills.flatMap(FleetDrills::findExpression);
    if (expression.isEmpty()) {
      return List.of();
    }
    Duration window = drills.get().window();
    List<Instant> times = expression.get().between(after.minus(window), until, drills.get().zone());
    List<PlannedDrill> found = new ArrayList<>();
    for (FleetSettings.Cluster cluster : fleet.clusters()) {
      for (FleetSettings.Database database : cluster.databases()) {
        Duration delay = Spread.within(window, cluster.name(), database.name(), "drill");
        times.stream()
            .map(time -> new PlannedDrill(cluster.name(), database.name(), time, time.plus(delay)))
            .filter(drill -> drill.begin().isAfter(after) && !drill.begin().isAfter(until))
            .forEach(found::add);
      }
    }
    return found.stream().sorted(Comparator.comparing(PlannedDrill::begin)).toList();
  }
}
