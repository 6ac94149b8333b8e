package dev.vigie.cdk;

import dev.vigie.config.FleetTick;
import dev.vigie.config.ScheduleExpression;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Work;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * When and where backups are proved: the CDK context's object {@code vigie.ops.drills}.
 *
 * @param enabled whether there are drills at all
 * @param node the machine that they are done on: its name in the deployment, or an EC2 instance's
 *     id
 * @param expression when the newest backup of each database is drilled
 * @param timeZone where it fires then
 * @param windowHours within how long after that each database's drill begins, at a moment of its
 *     own; 1 to 168
 * @param tiers of which each new backup is drilled, too
 * @param timeoutHours after which a drill counts as lost, 1 to 48
 * @param checks what the restored databases are asked, by cluster, database and statement: the
 *     result that is expected
 */
public record DrillSettings(
    boolean enabled,
    String node,
    ScheduleExpression expression,
    String timeZone,
    int windowHours,
    List<String> tiers,
    int timeoutHours,
    Map<String, Map<String, Map<String, String>>> checks) {
  private static final Set<String> KEYS =
      Set.of(
          "enabled",
          "node",
          "expression",
          "timeZone",
          "windowHours",
          "tiers",
          "timeoutHours",
          "checks");
  private static final Set<String> TIERS = Set.of("daily", "weekly", "monthly", "yearly");
  private static final Pattern NODE = Pattern.compile("[a-z][a-z0-9-]{0,61}[a-z0-9]");

  /** What one call of StartDrill begins within its half minute. */
  private static final int MOST_AT_ONCE = 50;

  private static final int MINUTES = 60;

  /** Takes copies, in the order that they have: the fleet's file is the same each time. */
  public DrillSettings {
    tiers = List.copyOf(tiers);
    checks = Collections.unmodifiableMap(new LinkedHashMap<>(checks));
  }

  /**
   * Reads the settings.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  static DrillSettings from(ContextObject drills) {
    drills.refuseOthersThan(KEYS);
    var path = drills.path();
    var timeout = drills.wholeNumber("timeoutHours").orElse(12);
    ContextObject.checkRange(path + ".timeoutHours", timeout, 1, 48, "hours");
    return new DrillSettings(
        drills.flag("enabled").orElse(true),
        node(drills),
        ScheduleExpression.parse(
            path + ".expression", drills.text("expression").orElse("cron(0 12 ? * SUN *)")),
        drills.timeZone("timeZone"),
        drills.wholeNumber("windowHours", 1, 1, 168, "hours"),
        tiers(path, drills.texts("tiers").orElse(List.of("monthly", "yearly"))),
        timeout,
        checks(drills.object("checks")));
  }

  /** The machine that an object of the settings names, or else the one that watches the others. */
  static String node(ContextObject settings) {
    var node = settings.text("node").orElse("monitoring");
    if (!NODE.matcher(node).matches()) {
      throw ContextObject.refused(
          ("%s.node is '%s'; it must be a node's name such as monitoring, or an EC2 instance's id such"
                  + " as i-0123456789abcdef0.")
              .formatted(settings.path(), node));
    }
    return node;
  }

  /**
   * Refuses checks of what is not backed up: nobody would ever ask them; and a window in which more
   * drills would begin at once than can.
   */
  void checkAgainst(List<BackedUpCluster> clusters) {
    var backedUp = clusters.stream().mapToInt(cluster -> cluster.databases().size()).sum();
    var perHour = MOST_AT_ONCE * (MINUTES / FleetTick.MINUTES);
    if (enabled && backedUp > windowHours * perHour) {
      throw ContextObject.refused(
          "vigie.ops.drills.windowHours is %d, and %d databases are backed up; it must be at least %d, since %d drills begin in an hour at the most."
              .formatted(windowHours, backedUp, Math.ceilDiv(backedUp, perHour), perHour));
    }
    checks.forEach(
        (cluster, databases) ->
            databases
                .keySet()
                .forEach(
                    database -> {
                      if (clusters.stream()
                          .filter(each -> each.name().equals(cluster))
                          .flatMap(each -> each.databases().stream())
                          .noneMatch(each -> each.name().equals(database))) {
                        throw ContextObject.refused(
                            "vigie.ops.drills.checks names database '%s' of cluster '%s', which is not backed up."
                                .formatted(database, cluster));
                      }
                    }));
  }

  private static List<String> tiers(String path, List<String> names) {
    for (var name : names) {
      if (!TIERS.contains(name)) {
        throw ContextObject.refused(
            "%s.tiers holds '%s'; it may hold 'daily', 'weekly', 'monthly' and 'yearly'."
                .formatted(path, name));
      }
    }
    return names;
  }

  private static Map<String, Map<String, Map<String, String>>> checks(ContextObject checks) {
    var clusters = new LinkedHashMap<String, Map<String, Map<String, String>>>();
    for (var cluster : checks.keys()) {
      var ofCluster = checks.object(cluster);
      var databases = new LinkedHashMap<String, Map<String, String>>();
      for (var database : ofCluster.keys()) {
        databases.put(database, statements(ofCluster.object(database)));
      }
      clusters.put(cluster, databases);
    }
    return clusters;
  }

  private static Map<String, String> statements(ContextObject asked) {
    var statements = new LinkedHashMap<String, String>();
    for (var sql : asked.keys()) {
      statements.put(sql, asked.text(sql).orElse(""));
    }
    if (statements.size() > Work.Drill.MAX_CHECKS) {
      throw ContextObject.refused(
          "%s has %d statements; it must have at most %d, so ask several things in one."
              .formatted(asked.path(), statements.size(), Work.Drill.MAX_CHECKS));
    }
    return statements;
  }
}
