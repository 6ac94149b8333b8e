package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a fleet's backups are handed out and watched, as the context gives it. */
class FleetDispatchTest {
  @Test
  void fleet_inItsRanges_isRead() {
    assertThat(OpsContext.read(Map.of()).fleet())
        .isEqualTo(new FleetDispatch(2, 5, FleetDispatch.Watch.DATABASES));
    assertThat(
            OpsContext.read(
                    Map.of("fleet", Map.of("backupsPerNode", 4, "starters", 20, "watch", "fleet")))
                .fleet())
        .isEqualTo(new FleetDispatch(4, 20, FleetDispatch.Watch.FLEET));
    OpsContext.refused(Map.of("fleet", Map.of("backupsPerNode", 17)))
        .hasMessage("vigie.ops.fleet.backupsPerNode is 17; it must be 1 to 16 backups.");
    OpsContext.refused(Map.of("fleet", Map.of("starters", 1)))
        .hasMessage("vigie.ops.fleet.starters is 1; it must be 2 to 100 functions.");
    OpsContext.refused(Map.of("fleet", Map.of("watch", "none")))
        .hasMessage("vigie.ops.fleet.watch is 'none'; it must be 'databases' or 'fleet'.");
  }

  @Test
  void databases_moreThanAStackHasAlarmsFor_areWatchedTogether() {
    var databases = new HashMap<String, Object>();
    for (int i = 0; i <= FleetDispatch.MOST_WATCHED; i++) {
      databases.put(
          "db" + i,
          Map.of("schedules", Map.of("nightly", OpsContext.schedule("expression", "rate(1 day)"))));
    }
    var clusters = Map.of("main", Map.of("node", "database-1", "databases", databases));
    OpsContext.refused(Map.of("clusters", clusters))
        .hasMessage(
            "vigie.ops.clusters names 151 databases, and a stack has room for the alarms of 150;"
                + " set vigie.ops.fleet.watch to 'fleet', which watches all together.");
    assertThat(
            OpsContext.read(Map.of("clusters", clusters, "fleet", Map.of("watch", "fleet")))
                .clusters())
        .hasSize(1);
  }
}
