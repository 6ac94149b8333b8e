package dev.vigie.probe;

import dev.vigie.config.Thresholds;
import dev.vigie.node.InstanceMetrics;
import dev.vigie.node.InstanceMetrics.Sample;
import dev.vigie.node.SeenMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What it means how a machine is seen from outside. A pure function.
 *
 * @param thresholds from where on it is unwell
 */
record InstanceJudgement(Thresholds thresholds) {
  /** One failed minute may be a measurement's. */
  private static final int FAILED_MINUTES = 2;

  /** EC2 checks each minute, and tells of it a minute or two later. */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  /**
   * Whether the machine is there and works.
   *
   * @param metrics what EC2 measured; empty if that is not known
   * @param now when it was asked
   */
  Finding node(SeenMachine machine, Optional<InstanceMetrics> metrics, Instant now) {
    List<String> wrong = new ArrayList<>();
    if (!machine.online()) {
      wrong.add(
          machine
              .heard()
              .map(time -> "Systems Manager has not heard of it since " + time)
              .orElse("Systems Manager does not know it"));
    }
    if (metrics.filter(each -> fails(each, now)).isPresent()) {
      wrong.add("EC2's status checks of it fail");
    } else if (!machine.online()) {
      metrics.map(each -> lastCheck(each, now)).ifPresent(wrong::add);
    }
    return Judged.of(Check.NODE, machine.name(), Health.FAIL, wrong);
  }

  /**
   * What the machine has left to spend above its baseline. What is low and rises was spent before,
   * or is a young machine's, which begins with nothing.
   */
  Finding burst(String machine, InstanceMetrics metrics) {
    List<String> wrong = new ArrayList<>();
    if (isUsedUp(metrics.cpuCredits(), thresholds.cpuCredits())) {
      wrong.add(text("%.0f processor credits are left", metrics.cpuCredits()));
    }
    if (isUsedUp(metrics.requestBalance(), thresholds.diskBurstPercent())) {
      wrong.add(text("%.0f %% of its disks' burst in requests are left", metrics.requestBalance()));
    }
    if (isUsedUp(metrics.byteBalance(), thresholds.diskBurstPercent())) {
      wrong.add(text("%.0f %% of its disks' burst in bytes are left", metrics.byteBalance()));
    }
    return Judged.of(Check.BURST, machine, Health.WARN, wrong);
  }

  /** What failed before the machine was stopped says nothing of it now. */
  private static boolean fails(InstanceMetrics metrics, Instant now) {
    List<Sample> newest =
        metrics.failedChecks().stream()
            .filter(each -> !isOld(each, now))
            .limit(FAILED_MINUTES)
            .toList();
    return newest.size() == FAILED_MINUTES && newest.stream().allMatch(each -> each.value() > 0);
  }

  private static String lastCheck(InstanceMetrics metrics, Instant now) {
    if (metrics.failedChecks().isEmpty()) {
      return "EC2 does not check it, as one that is stopped or gone";
    }
    Sample newest = metrics.failedChecks().getFirst();
    if (isOld(newest, now)) {
      return "EC2 has not checked it since " + newest.at() + ", as one that is stopped or gone";
    }
    return newest.value() > 0
        ? "EC2's last status check of it failed"
        : "EC2's status checks of it succeed";
  }

  private static boolean isOld(Sample sample, Instant now) {
    return sample.at().isBefore(now.minus(SILENCE));
  }

  private static boolean isUsedUp(List<Sample> balance, int least) {
    return balance.size() > 1
        && balance.getFirst().value() <= least
        && balance.getFirst().value() <= balance.getLast().value();
  }

  private static String text(String form, List<Sample> balance) {
    return String.format(Locale.ROOT, form, balance.getFirst().value());
  }
}
