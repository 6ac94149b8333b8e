package dev.vigie.cdk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The names that people and programs use of the operations stack: a contract.
 *
 * @param project begins each of them
 */
record OpsNames(String project) {
  /** EventBridge Scheduler API Reference, "CreateSchedule". */
  private static final int LONGEST_SCHEDULE = 64;

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
    return "/vigie/" + project + "/" + of;
  }

  /** A thing of which there are several, or the only one of its kind. */
  String of(String what) {
    return "vigie-" + project + "-" + what;
  }

  /** The schedules' group, the bus and the dashboard. */
  String own() {
    return "vigie-" + project;
  }

  /**
   * A schedule's name: {@code cluster.database.schedule}, where Scheduler can take that. Else what
   * it cannot take is replaced, and a digest keeps names apart: such a name has three dots.
   */
  static String schedule(String cluster, String database, String schedule) {
    var plain = cluster + "." + database + "." + schedule;
    if (plain.length() <= LONGEST_SCHEDULE
        && PLAIN.matcher(cluster).matches()
        && PLAIN.matcher(database).matches()) {
      return plain;
    }
    var room = (LONGEST_SCHEDULE - DIGEST_DIGITS - schedule.length() - 3) / 2;
    return cut(cluster, room)
        + "."
        + cut(database, room)
        + "."
        + schedule
        + "."
        + digest(cluster + "\0" + database);
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
