package dev.vigie.alert;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * One change of state, as people are told.
 *
 * @param change what became of it
 * @param finding how it is; its names come from outside, and are hostile to whoever shows them
 * @param severity the worse of how it was told and how it is: whom it may wake
 * @param since when it became so
 * @param channels that hear of it besides those that hear of all such: it was escalated to them
 */
public record Notice(
    Change change, Finding finding, Health severity, Instant since, Set<String> channels) {
  public Notice {
    Objects.requireNonNull(change);
    Objects.requireNonNull(finding);
    Objects.requireNonNull(severity);
    Objects.requireNonNull(since);
    channels = Set.copyOf(channels);
  }

  /** What was looked at. */
  public Check check() {
    return finding.check();
  }

  /** What it means, and what to do. */
  public Advice advice() {
    return Advice.of(check());
  }

  /** Whether a person has something to do. */
  @JsonIgnore
  public boolean isTrouble() {
    return switch (change) {
      case BROKE, WORSENED, FLAPPING, ESCALATED, UNSEEN -> true;
      case IMPROVED, SEEN, CALM -> finding.health() != Health.OK;
      case RECOVERED, GONE, ACKNOWLEDGED -> false;
    };
  }
}
