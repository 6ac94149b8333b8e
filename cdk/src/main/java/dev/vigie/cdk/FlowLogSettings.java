package dev.vigie.cdk;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The record of the network's connections, kept in CloudWatch Logs.
 *
 * @param traffic ALL, ACCEPT or REJECT, as EC2 has it
 * @param days how long a record is kept, a number that CloudWatch Logs takes
 */
record FlowLogSettings(String traffic, int days) {
  // CloudWatch Logs API Reference, "PutRetentionPolicy".
  private static final List<Integer> DAYS =
      List.of(
          1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557,
          2_922, 3_288, 3_653);

  /** Reads {@code infra.flowLogs}. */
  static FlowLogSettings from(ContextObject flowLogs) {
    flowLogs.refuseOthersThan(Set.of("traffic", "days"));
    return new FlowLogSettings(
        flowLogs.choice("traffic", List.of("all", "accept", "reject")).toUpperCase(Locale.ROOT),
        days(flowLogs, "days"));
  }

  /** A number of days that CloudWatch Logs takes; 30 where none is set. */
  static int days(ContextObject object, String key) {
    int days = object.wholeNumber(key).orElse(30);
    if (!DAYS.contains(days)) {
      throw ContextObject.refused(
          "%s is %d; it must be a number of days that CloudWatch Logs takes: %s."
              .formatted(
                  object.name(key),
                  days,
                  String.join(", ", DAYS.stream().map(String::valueOf).toList())));
    }
    return days;
  }
}
