package dev.vigie.cdk;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How much a fleet does at once, and how closely it is watched.
 *
 * @param backupsPerNode backups that a machine makes at once; 1 to 16
 * @param starters how many of {@code StartBackup} may run at once, of which each begins ten backups
 *     one after the other; 2 to 100, and 2 is the least that an event source of Lambda takes
 * @param watch whether there are metrics and alarms for each database
 */
public record FleetDispatch(int backupsPerNode, int starters, Watch watch) {
  /**
   * Each database has two alarms, and a stack 500 resources at most (AWS CloudFormation quotas), of
   * which the others take less than 150.
   */
  static final int MOST_WATCHED = 150;

  private static final Set<String> KEYS = Set.of("backupsPerNode", "starters", "watch");

  /** What metrics and alarms are of. */
  public enum Watch {
    /** Of each database. */
    DATABASES,
    /** Of all together; which database it is stands in the log, the events and the answers. */
    FLEET
  }

  /**
   * Reads the settings.
   *
   * @throws dev.vigie.error.VigieException {@code SETTING_INVALID}
   */
  static FleetDispatch from(ContextObject fleet) {
    fleet.refuseOthersThan(KEYS);
    return new FleetDispatch(
        fleet.wholeNumber("backupsPerNode", 2, 1, 16, "backups"),
        fleet.wholeNumber("starters", 5, 2, 100, "functions"),
        Watch.valueOf(
            fleet.choice("watch", List.of("databases", "fleet")).toUpperCase(Locale.ROOT)));
  }
}
