package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A PostgreSQL server whose databases are backed up.
 *
 * @param name 1 to 63 bytes in UTF-8
 * @param node the machine that it runs on: its name in the deployment, or an EC2 instance's id
 * @param databases at least one
 */
public record BackedUpCluster(String name, String node, List<BackedUpDatabase> databases) {
  private static final int MAX_NAME_BYTES = 63;
  private static final Pattern NODE = Pattern.compile("[a-z][a-z0-9-]{0,61}[a-z0-9]");

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
    cluster.refuseOthersThan(Set.of("node", "databases"));
    var node = cluster.text("node").orElse("");
    if (!NODE.matcher(node).matches()) {
      throw ContextObject.refused(
          ("%s.node is '%s'; it must be a node's name such as database-1, or an EC2 instance's id such"
                  + " as i-0123456789abcdef0.")
              .formatted(cluster.path(), node));
    }
    var databases = cluster.object("databases");
    if (databases.keys().isEmpty()) {
      throw ContextObject.refused(
          "%s is empty; it must name at least one database.".formatted(databases.path()));
    }
    return new BackedUpCluster(
        name,
        node,
        databases.keys().stream()
            .map(each -> BackedUpDatabase.from(each, databases.object(each)))
            .toList());
  }

  /** Whether the node is an EC2 instance's id, and no name of the deployment's own. */
  boolean hasInstanceId() {
    return isInstanceId(node);
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
