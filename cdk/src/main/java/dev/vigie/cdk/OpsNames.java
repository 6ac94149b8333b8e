package dev.vigie.cdk;

import static java.util.stream.Collectors.joining;

import dev.vigie.config.MetricNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The names that people and programs use of the operations stack: a contract.
 *
 * @param deployment stands in each of them
 */
record OpsNames(Deployment deployment) {
  /** A schedule's name: EventBridge Scheduler API Reference, "CreateSchedule". */
  private static final int LONGEST_JOINED = 64;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");
  private static final int DIGEST_DIGITS = 8;

  /** A function, for example {@code vigie-quickdata-StartBackup}. */
  String function(OpsFunction function) {
    return of(function.handler());
  }

  /** The SSM document that does this: {@code run}, {@code probe} or {@code cancel}. */
  String document(String verb) {
    return of(verb);
  }

  /** The log group of this. */
  String logGroup(String of) {
    return deployment.logGroup(of);
  }

  /** The log group of what the commands print on the machines. */
  String commandLogs() {
    return logGroup("commands");
  }

  /** A thing of which there are several, or the only one of its kind. */
  String of(String what) {
    return own() + "-" + what;
  }

  /** The schedules' group, the bus and the dashboard. */
  String own() {
    return "vigie-" + deployment.name();
  }

  /** The namespace of Vigie's metrics in CloudWatch, for example {@code Vigie/quickdata}. */
  String metrics() {
    return MetricNames.NAMESPACE + "/" + deployment.name();
  }

  /** What begins the names of the parameters that hold the nodes' instance ids. */
  String nodes() {
    return deployment.parameter("nodes/");
  }

  /**
   * Names from outside as one, with dots between them, where AWS can take that: so {@code
   * main.nocodb.nightly}. Else what it cannot take is replaced, and a digest is added, by which the
   * name has one dot more; so two lists of names never make the same one.
   *
   * @param names 1 to 4
   */
  static String joined(String... names) {
    var plain = String.join(".", names);
    if (plain.length() <= LONGEST_JOINED
        && Arrays.stream(names).allMatch(name -> PLAIN.matcher(name).matches())) {
      return plain;
    }
    var room = (LONGEST_JOINED - DIGEST_DIGITS) / names.length - 1;
    return Arrays.stream(names).map(name -> cut(name, room) + ".").collect(joining())
        + digest(String.join("\0", names));
  }

  private static String cut(String name, int length) {
    var plain = name.replaceAll("[^A-Za-z0-9_-]", "_");
    return plain.substring(0, Math.min(length, plain.length()));
  }

  private static String digest(String text) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      var bytes = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes).substring(0, DIGEST_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
