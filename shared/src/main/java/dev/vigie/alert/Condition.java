package dev.vigie.alert;

import dev.vigie.probe.Finding;
import java.time.Instant;
import java.util.Objects;

/**
 * How one thing is, and since when: what {@code health/state.json} remembers of it.
 *
 * @param finding the newest
 * @param since when its health was first seen like that, without a change since
 * @param acknowledged whether a person said that they know
 */
public record Condition(Finding finding, Instant since, boolean acknowledged) {
  public Condition {
    Objects.requireNonNull(finding);
    Objects.requireNonNull(since);
  }
}
