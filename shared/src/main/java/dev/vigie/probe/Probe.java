package dev.vigie.probe;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * One look at one thing, which gathers facts and has them judged.
 *
 * @param checks what it tells of; each is {@code UNKNOWN} where it could not look
 * @param subject of what, as {@link Finding} has it
 * @param limit how long it may take
 * @param look gathers and judges; it may be interrupted, and may throw
 */
public record Probe(
    List<Check> checks, String subject, Duration limit, Supplier<List<Finding>> look) {
  /** Takes a copy. */
  public Probe {
    checks = List.copyOf(checks);
    if (checks.isEmpty() || subject.isBlank() || !limit.isPositive()) {
      throw new IllegalArgumentException("a probe looks at something, for some time");
    }
  }
}
