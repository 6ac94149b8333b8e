package dev.vigie.probe;

import java.util.Objects;

/**
 * What one probe found of one thing.
 *
 * @param check what was looked at
 * @param subject of what, such as a machine's name or {@code cluster/database}; names from outside
 *     as they are, so hostile to whoever shows them
 * @param health how it is
 * @param reason a sentence for people, without a full stop; empty only for {@code OK}
 */
public record Finding(Check check, String subject, Health health, String reason) {
  public Finding {
    Objects.requireNonNull(check);
    Objects.requireNonNull(health);
    if (subject.isBlank()) {
      throw new IllegalArgumentException("a finding is of something: " + check);
    }
    if (reason.isBlank() && health != Health.OK) {
      throw new IllegalArgumentException("a finding has a reason: " + check + " of " + subject);
    }
  }
}
