package dev.vigie.probe;

import dev.vigie.config.Thresholds;
import dev.vigie.probe.NodeFacts.FileSystem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a machine's facts mean. A pure function.
 *
 * @param thresholds from where on it is unwell
 */
public record NodeJudgement(Thresholds thresholds) {
  /** What is said of every machine that answers. */
  public static final List<Check> CHECKS = List.of(Check.DISK, Check.MEMORY, Check.CLOCK);

  /** What is said of a cluster by the machine that its server is on. */
  public static final List<Check> SERVER =
      List.of(Check.POSTGRES, Check.CONNECTIONS, Check.TRANSACTION_AGE, Check.REPLICATION);

  private static final int PERCENT = 100;

  /**
   * What the facts mean. Its clock is wrong by as much as what it showed lies outside of the time
   * between question and answer: so that a slow way to it counts for nothing.
   *
   * @param machine its name
   * @param asked before it was asked, by the clock of whoever asked
   * @param heard after it had answered
   */
  public List<Finding> of(String machine, NodeFacts facts, Instant asked, Instant heard) {
    return List.of(
        disk(machine, facts), memory(machine, facts), clock(machine, facts, asked, heard));
  }

  private Finding disk(String machine, NodeFacts facts) {
    String unread = facts.unread().get(NodeFacts.DISK);
    if (unread != null || facts.fileSystems().isEmpty()) {
      return Judged.unknown(
              List.of(Check.DISK), machine, unread == null ? "it named no file system" : unread)
          .getFirst();
    }
    List<Finding> full = new ArrayList<>();
    for (FileSystem each : facts.fileSystems()) {
      used(full, machine, each.mount(), "bytes", each.bytes(), each.free());
      used(full, machine, each.mount(), "inodes", each.inodes(), each.freeInodes());
    }
    return Judged.worst(Check.DISK, machine, full);
  }

  private void used(
      List<Finding> full, String machine, String mount, String what, long all, long free) {
    if (all <= 0) {
      return; // a file system that makes inodes as it goes has no number of them
    }
    double percent = (all - free) * (double) PERCENT / all;
    Health health = Judged.rising(percent, thresholds.diskUsedPercent());
    if (health != Health.OK) {
      full.add(
          new Finding(
              Check.DISK,
              machine,
              health,
              String.format(
                  Locale.ROOT, "%.0f %% of the %s of %s are used", percent, what, mount)));
    }
  }

  private Finding memory(String machine, NodeFacts facts) {
    return facts
        .memory()
        .filter(memory -> memory.total() > 0)
        .map(
            memory -> {
              double percent = memory.available() * (double) PERCENT / memory.total();
              Health health = Judged.falling(percent, thresholds.memoryLeftPercent());
              String reason = String.format(Locale.ROOT, "%.0f %% of the memory are left", percent);
              return new Finding(Check.MEMORY, machine, health, health == Health.OK ? "" : reason);
            })
        .orElseGet(
            () ->
                Judged.unknown(
                        List.of(Check.MEMORY),
                        machine,
                        facts.unread().getOrDefault(NodeFacts.MEMORY, "it named no memory"))
                    .getFirst());
  }

  private Finding clock(String machine, NodeFacts facts, Instant asked, Instant heard) {
    Duration ahead = Duration.between(heard, facts.at());
    Duration behind = Duration.between(facts.at(), asked);
    boolean fast = ahead.compareTo(behind) > 0;
    Duration wrong = fast ? ahead : behind;
    Health health = Judged.rising(wrong.toMillis() / 1000.0, thresholds.clockSeconds());
    String reason = "its clock is %d s %s".formatted(wrong.toSeconds(), fast ? "ahead" : "behind");
    return new Finding(Check.CLOCK, machine, health, health == Health.OK ? "" : reason);
  }
}
