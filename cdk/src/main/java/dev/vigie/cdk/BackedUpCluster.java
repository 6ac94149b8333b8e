package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A PostgreSQL server whose databases are backed up.
 *
 * @param name 1 to 63 bytes in UTF-8
 * @param node who does its operations: the machine that it runs on, by its name in the deployment
 *     or an EC2 instance's id; or the function, by its name without the deployment
 * @param function the function, if it is one
 * @param databases at least one
 */
public record BackedUpCluster(
    String name,
    String node,
    Optional<RunnerFunctionSettings> function,
    List<BackedUpDatabase> databases) {
  private static final int MAX_NAME_BYTES = 63;
  private static final Pattern NODE = Pattern.compile("[a-z][a-z0-9-]{0,61}[a-z0-9]");
  private static final Pattern FUNCTIONS_CLUSTER = Pattern.compile("[a-z0-9-]{1,30}");

  /** Takes a copy of the databases. */
  public BackedUpCluster {
    databases = List.copyOf(databases);
  }

  /**
   * Reads a cluster.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  static BackedUpCluster from(String name, ContextObject cluster) {
    checkName(cluster.path(), name);
    cluster.refuseOthersThan(Set.of("node", "function", "databases"));
    var hasFunction = cluster.keys().contains("function");
    if (hasFunction && cluster.text("node").isPresent()) {
      throw ContextObject.refused(
          "%s has a node and a function; it must have one of them.".formatted(cluster.path()));
    }
    return hasFunction
        ? ofFunction(name, cluster)
        : new BackedUpCluster(name, node(cluster), Optional.empty(), databases(cluster));
  }

  private static BackedUpCluster ofFunction(String name, ContextObject cluster) {
    if (!FUNCTIONS_CLUSTER.matcher(name).matches()) {
      throw ContextObject.refused(
          "%s has a function; its name must be of the form %s, for the function is called by it."
              .formatted(cluster.path(), FUNCTIONS_CLUSTER));
    }
    return new BackedUpCluster(
        name,
        "runner-" + name,
        Optional.of(RunnerFunctionSettings.from(cluster.object("function"))),
        databases(cluster));
  }

  private static String node(ContextObject cluster) {
    var node = cluster.text("node").orElse("");
    if (!NODE.matcher(node).matches()) {
      throw ContextObject.refused(
          ("%s.node is '%s'; it must be a node's name such as database-1, or an EC2 instance's id such"
                  + " as i-0123456789abcdef0.")
              .formatted(cluster.path(), node));
    }
    return node;
  }

  private static List<BackedUpDatabase> databases(ContextObject cluster) {
    var databases = cluster.object("databases");
    if (databases.keys().isEmpty()) {
      throw ContextObject.refused(
          "%s is empty; it must name at least one database.".formatted(databases.path()));
    }
    return databases.keys().stream()
        .map(each -> BackedUpDatabase.from(each, databases.object(each)))
        .toList();
  }

  /** Whether the node is called by a name of the deployment's own, which is looked up. */
  boolean isNamedMachine() {
    return function.isEmpty() && !isInstanceId(node);
  }

  /** Whether a node is called by its instance's id. */
  static boolean isInstanceId(String node) {
    return node.startsWith("i-");
  }

  /** PostgreSQL's bound on names, by which clusters are called too. */
  static void checkName(String path, String name) {
    var text = StandardCharsets.UTF_8.newEncoder().canEncode(name) && name.indexOf('\0') < 0;
    if (!text || name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw ContextObject.refused(
          "%s is named '%s'; a name must have 1 to %d bytes in UTF-8, without NUL."
              .formatted(path, name, MAX_NAME_BYTES));
    }
  }
}
