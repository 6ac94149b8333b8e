package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One deployment of the product, and the names that all its stacks give: {@code <project>}, or
 * {@code <project>-<environment>}, so that two environments can share an account. The names are a
 * contract: a machine's EC2 name, host name, name in the Swarm and name in the inventory are one.
 *
 * @param project begins every name
 * @param environment the chosen environment, if any
 * @param region where the stacks go; empty where that is left to the CLI
 */
public record Deployment(String project, Optional<String> environment, Optional<String> region) {
  /** The tag that says to which environment something belongs; without one it is absent. */
  static final String ENVIRONMENT_TAG = "vigie:environment";

  /** A function's name has 64 characters at most, and the longest is vigie-…-RecordOutcome. */
  private static final int LONGEST_NAME = 44;

  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");

  /** Refuses, with {@code SETTING_INVALID}, what would make names that AWS does not take. */
  public Deployment {
    int length = project.length() + environment.map(suffix -> suffix.length() + 1).orElse(0);
    if (length > LONGEST_NAME) {
      throw ContextObject.refused(
          ("vigie.project is '%s' and the environment '%s': joined by a hyphen they have %d"
                  + " characters; they must have at most %d, since a function's name takes 64.")
              .formatted(project, environment.orElse(""), length, LONGEST_NAME));
    }
  }

  /**
   * The deployment that the context describes.
   *
   * @param cliRegion CDK_DEFAULT_REGION, which {@code vigie.region} wins over
   * @param known every region that the CDK knows; empty if only the form is to be checked
   */
  static Deployment from(
      VigieContext context, String project, Optional<String> cliRegion, Set<String> known) {
    var set = context.vigie().text("region");
    set.ifPresent(region -> checkRegion("vigie.region", region, known));
    if (set.isEmpty()) {
      cliRegion.ifPresent(region -> checkRegion("the CLI's region", region, known));
    }
    return new Deployment(project, context.environment(), set.or(() -> cliRegion));
  }

  /**
   * Refuses a region for the copies that is none, or where the originals are.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  void checkReplica(String replica, Set<String> known) {
    var key = "vigie.replication.region";
    checkRegion(key, replica, known);
    if (region.equals(Optional.of(replica))) {
      throw ContextObject.refused(
          "%s is '%s'; it must be another region than that of the stacks.".formatted(key, replica));
    }
  }

  /** What every other name begins with, {@code quickdata} or {@code quickdata-staging}. */
  public String name() {
    return environment.map(suffix -> project + "-" + suffix).orElse(project);
  }

  /** A stack's name in CloudFormation. */
  String stackName(String stack) {
    return "vigie-" + name() + "-" + stack;
  }

  /** The name of a parameter in Systems Manager. */
  public String parameter(String path) {
    return parameters() + "/" + path;
  }

  /** What the names of all its parameters begin with. */
  String parameters() {
    return "/vigie/" + name();
  }

  /** The name of a log group in CloudWatch. */
  String logGroup(String of) {
    return "/vigie/" + name() + "/" + of;
  }

  /** A machine's name everywhere: EC2, host, Swarm, inventory. */
  public String nodeName(String node) {
    return name() + "-" + node;
  }

  /** The tags that every resource carries, sorted. */
  SequencedMap<String, String> tags() {
    var tags = new TreeMap<String, String>();
    tags.put("vigie:project", project);
    environment.ifPresent(name -> tags.put(ENVIRONMENT_TAG, name));
    return tags;
  }

  private static void checkRegion(String key, String region, Set<String> known) {
    if (!REGION.matcher(region).matches() || (!known.isEmpty() && !known.contains(region))) {
      throw ContextObject.refused(
          "%s is '%s'; it must be a region of AWS that this version of the CDK knows, such as eu-west-3."
              .formatted(key, region));
    }
  }
}
