package dev.vigie.node;

import java.time.Instant;
import java.util.List;

/**
 * What EC2 measured of a machine from outside of it, lately; each the newest first, and empty where
 * EC2 measures no such thing of it (Amazon EC2 User Guide, "CloudWatch metrics that are available
 * for your instances").
 *
 * @param failedChecks whether one of its status checks failed, 1 or 0, in each minute; none while
 *     it is stopped
 * @param cpuCredits CPUCreditBalance, in minutes of one processor at full speed; of the burstable
 *     types only
 * @param requestBalance EBSIOBalance%, what is left of its disks' burst in requests, in percent; of
 *     smaller machines only
 * @param byteBalance EBSByteBalance%, the same in bytes
 */
public record InstanceMetrics(
    List<Sample> failedChecks,
    List<Sample> cpuCredits,
    List<Sample> requestBalance,
    List<Sample> byteBalance) {
  /** Keeps copies. */
  public InstanceMetrics {
    failedChecks = List.copyOf(failedChecks);
    cpuCredits = List.copyOf(cpuCredits);
    requestBalance = List.copyOf(requestBalance);
    byteBalance = List.copyOf(byteBalance);
  }

  /**
   * One value.
   *
   * @param at when its period began
   * @param value of that period
   */
  public record Sample(Instant at, double value) {}
}
