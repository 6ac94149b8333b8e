package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.regex.Pattern;

/**
 * Where the EC2 instance ids of nodes are looked up: in Systems Manager's Parameter Store, in one
 * parameter for each node, which the infrastructure's stack writes anew whenever it makes a machine
 * anew.
 *
 * @param prefix what the parameters' names begin with, such as {@code /vigie/quickdata/nodes/}: 3
 *     to 900 of letters, digits and {@code _ . - /}, with a slash at both ends (AWS Systems Manager
 *     API Reference, "PutParameter", Name)
 */
public record NodeAddresses(String prefix) {
  private static final Pattern PREFIX = Pattern.compile("/[a-zA-Z0-9_./-]{1,898}/");
  // So that no name leads to a parameter beside or below those of nodes.
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /** Refuses another form, with {@code SETTING_INVALID}. */
  public NodeAddresses {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID, "parameter prefix is not of the form " + PREFIX.pattern());
    }
  }

  /** Whether this is an EC2 instance's id, which needs no looking up, and no node's name. */
  static boolean isInstance(String node) {
    return node.startsWith("i-");
  }

  /**
   * The name of the parameter that holds the node's instance id.
   *
   * @throws VigieException {@code NODE_UNKNOWN} if no node is called so
   */
  String parameter(String node) {
    if (!NAME.matcher(node).matches()) {
      throw unknown(node);
    }
    return prefix + node;
  }

  /** There is no such parameter. */
  VigieException unknown(String node) {
    return new VigieException(
        ErrorCode.NODE_UNKNOWN, "there is no node " + node + " under " + prefix);
  }
}
