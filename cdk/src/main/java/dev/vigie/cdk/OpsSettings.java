package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operations stack is built from: the CDK context's object {@code vigie.ops}.
 *
 * @param clusters what is backed up, at least one
 * @param backupTimeoutHours after which a backup counts as lost, 1 to 48; 48 is the longest that
 *     SSM lets a command run
 * @param restoreTimeoutHours the same for a restore
 * @param reconcileMinutes how often operations of which nothing was heard are looked after, 5 to
 *     60; the alarm on overdue backups wants a look each hour
 * @param logRetentionDays one of the numbers that CloudWatch takes
 * @param fleet how much is done at once
 * @param drills when and where backups are proved
 * @param copies where new backups have a second copy; empty if they have none
 * @param functions how the functions run
 * @param alerts who hears of alarms
 * @param health how often everything is looked at, and what it is held against
 */
public record OpsSettings(
    List<BackedUpCluster> clusters,
    int backupTimeoutHours,
    int restoreTimeoutHours,
    int reconcileMinutes,
    int logRetentionDays,
    FleetDispatch fleet,
    DrillSettings drills,
    Optional<CopySettings> copies,
    FunctionRuntime functions,
    AlertSettings alerts,
    OpsHealth health) {
  private static final String PATH = "vigie.ops";
  private static final int LONGEST_COMMAND_HOURS = 48;
  private static final Set<String> KEYS =
      Set.of(
          "clusters",
          "backupTimeoutHours",
          "restoreTimeoutHours",
          "reconcileMinutes",
          "logRetentionDays",
          "fleet",
          "drills",
          "copies",
          "functions",
          "alerts",
          "health");

  // CloudWatch Logs API Reference, "PutRetentionPolicy"; below a week nobody would be in time.
  private static final Set<Integer> RETENTIONS =
      new TreeSet<>(
          List.of(
              7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
              3288, 3653));

  /** Refuses what is out of range, with {@code SETTING_INVALID}. */
  public OpsSettings {
    clusters = List.copyOf(clusters);
    drills.checkAgainst(clusters);
    ContextObject.checkRange(
        PATH + ".backupTimeoutHours", backupTimeoutHours, 1, LONGEST_COMMAND_HOURS, "hours");
    ContextObject.checkRange(
        PATH + ".restoreTimeoutHours", restoreTimeoutHours, 1, LONGEST_COMMAND_HOURS, "hours");
    ContextObject.checkRange(PATH + ".reconcileMinutes", reconcileMinutes, 5, 60, "minutes");
    if (clusters.isEmpty()) {
      throw ContextObject.refused(
          PATH
              + ".clusters is empty; it must name at least one cluster, its node and its databases.");
    }
    var databases = clusters.stream().mapToInt(cluster -> cluster.databases().size()).sum();
    if (fleet.watch() == FleetDispatch.Watch.DATABASES && databases > FleetDispatch.MOST_WATCHED) {
      throw ContextObject.refused(
          ("%s.clusters names %d databases, and a stack has room for the alarms of %d; set"
                  + " %s.fleet.watch to 'fleet', which watches all together.")
              .formatted(PATH, databases, FleetDispatch.MOST_WATCHED, PATH));
    }
    if (!RETENTIONS.contains(logRetentionDays)) {
      throw ContextObject.refused(
          "%s.logRetentionDays is %d; it must be one of %s, which CloudWatch takes."
              .formatted(
                  PATH,
                  logRetentionDays,
                  String.join(", ", RETENTIONS.stream().map(String::valueOf).toList())));
    }
  }

  /**
   * Reads and checks the settings.
   *
   * @param ops the object {@code vigie.ops}
   * @throws VigieException {@code SETTING_INVALID}, naming key, value and what is right
   */
  static OpsSettings from(ContextObject ops) {
    ops.refuseOthersThan(KEYS);
    var clusters = ops.object("clusters");
    return new OpsSettings(
        clusters.keys().stream()
            .map(name -> BackedUpCluster.from(name, clusters.object(name)))
            .toList(),
        ops.wholeNumber("backupTimeoutHours").orElse(6),
        ops.wholeNumber("restoreTimeoutHours").orElse(12),
        ops.wholeNumber("reconcileMinutes").orElse(15),
        ops.wholeNumber("logRetentionDays").orElse(90),
        FleetDispatch.from(ops.object("fleet")),
        DrillSettings.from(ops.object("drills")),
        CopySettings.from(ops.object("copies")),
        FunctionRuntime.from(ops.object("functions")),
        AlertSettings.from(ops.object("alerts")),
        OpsHealth.from(ops.object("health")));
  }
}
