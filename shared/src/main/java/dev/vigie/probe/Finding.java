package dev.vigie.probe;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Objects;
import java.util.Optional;

/**
 * What one probe found of one thing.
 *
 * @param check what was looked at
 * @param subject of what, such as a machine's name or {@code cluster/database}; names from outside
 *     as they are, so hostile to whoever shows them
 * @param health how it is
 * @param reason a sentence for people, without a full stop; empty only for {@code OK}
 * @param hiddenBy what the same round found broken, where that alone keeps this from being looked
 *     at; only with {@code UNKNOWN}
 */
public record Finding(
    Check check, String subject, Health health, String reason, Optional<Check> hiddenBy) {
  /** Refuses a finding of nothing, and one without a reason that needs one. */
  @JsonCreator
  public Finding {
    Objects.requireNonNull(check);
    Objects.requireNonNull(health);
    if (hiddenBy.isPresent() && health != Health.UNKNOWN) {
      throw new IllegalArgumentException("what was looked at is not hidden: " + check);
    }
    if (subject.isBlank()) {
      throw new IllegalArgumentException("a finding is of something: " + check);
    }
    if (reason.isBlank() && health != Health.OK) {
      throw new IllegalArgumentException("a finding has a reason: " + check + " of " + subject);
    }
  }

  /** A finding that nothing hides. */
  public Finding(Check check, String subject, Health health, String reason) {
    this(check, subject, health, reason, Optional.empty());
  }
}
