package dev.vigie.probe;

import java.time.Instant;
import java.util.List;

/** Whoever wants to hear what a round found. */
@FunctionalInterface
public interface HealthListener {
  /**
   * A round has ended.
   *
   * @param round what was found. What is not in it was not come to in this round, or is not there
   *     any more: of that nothing is said, so it is no recovery
   * @param when the round began
   */
  void heard(List<Finding> round, Instant when);
}
