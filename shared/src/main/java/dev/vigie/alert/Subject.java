package dev.vigie.alert;

import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;

/**
 * What a finding is of.
 *
 * @param check what is looked at
 * @param name of what
 */
public record Subject(Check check, String name) {
  /** The subject of a finding. */
  static Subject of(Finding finding) {
    return new Subject(finding.check(), finding.subject());
  }
}
