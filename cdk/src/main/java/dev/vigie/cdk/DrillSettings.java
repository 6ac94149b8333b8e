package dev.vigie.cdk;

import dev.vigie.config.ScheduleExpression;
import dev.vigie.error.VigieException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    List<String> tiers,
    int timeoutHours,
    Map<String, Map<String, Map<String, String>>> checks) {
  private static final Set<String> KEYS =
      Set.of("enabled", "node", "expression", "timeZone", "tiers", "timeoutHours", "checks");
  private static final Set<String> TIERS = Set.of("daily", "weekly", "monthly", "yearly");
  private static final Pattern NODE = Pattern.compile("[a-z][a-z0-9-]{0,61}[a-z0-9]");

  /** A template of a rule's input takes 8,192 characters (Amazon EventBridge quotas). */
  private static final int MOST_CHECK_BYTES = 6_000;

  /** Of the 500 resources of a stack (AWS CloudFormation quotas) the others take less than 250. */
  private static final int MOST_DATABASES = 200;

  /** Takes copies. */
  public DrillSettings {
    tiers = List.copyOf(tiers);
    checks = Map.copyOf(checks);
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

  /** What a restored database is asked, as {@code StartDrill} takes it. */
  List<Map<String, String>> checksOf(String cluster, String database) {
    var asked = new ArrayList<Map<String, String>>();
    checks
        .getOrDefault(cluster, Map.of())
        .getOrDefault(database, Map.of())
        .forEach(
            (sql, expected) -> {
              var check = new LinkedHashMap<String, String>();
              check.put("sql", sql);
              check.put("expected", expected);
              asked.add(check);
            });
    return asked;
  }

  /**
   * Refuses checks of what is not backed up: nobody would ever ask them; and more databases than
   * CloudFormation takes resources for, since each has a schedule of drills.
   */
  void checkAgainst(List<BackedUpCluster> clusters) {
    var backedUp = clusters.stream().mapToInt(cluster -> cluster.databases().size()).sum();
    if (enabled && backedUp > MOST_DATABASES) {
      throw ContextObject.refused(
          "vigie.ops.drills.enabled is true, and %d databases are backed up; a schedule of drills for each is possible for at most %d, so set it to false and begin drills by StartDrill."
              .formatted(backedUp, MOST_DATABASES));
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
    var bytes = 0;
    for (var sql : asked.keys()) {
      var expected = asked.text(sql).orElse("");
      statements.put(sql, expected);
      bytes += (sql + expected).getBytes(StandardCharsets.UTF_8).length;
    }
    if (bytes > MOST_CHECK_BYTES) {
      throw ContextObject.refused(
          "%s takes %d bytes; it must take at most %d, so ask several things in one statement."
              .formatted(asked.path(), bytes, MOST_CHECK_BYTES));
    }
    return statements;
  }
}
