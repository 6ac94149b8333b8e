package dev.vigie.alert;

import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the rounds saw of one thing.
 *
 * @param finding the newest
 * @param since when the newest finding's health, and what hides it, was first seen without a change
 *     since
 * @param at the last round in which it was
 * @param known its newest health that is not {@code UNKNOWN}; {@code OK} if there was none
 * @param knownSince when that was first seen without another in between
 * @param rounds in how many rounds in a row, those passed over in which it was unknown
 * @param changes when it changed, those of the window
 * @param worst the worst health of the window
 */
record Seen(
    Finding finding,
    Instant since,
    Instant at,
    Health known,
    Instant knownSince,
    int rounds,
    List<Instant> changes,
    Health worst) {
  /** Rounds closer together are one: an event comes twice, and two may overlap. */
  private static final Duration APART = Duration.ofSeconds(30);

  /** More than the most changes that a setting may ask for. */
  private static final int MOST_CHANGES = 50;

  /** A program's words may be endless. */
  private static final int MOST_REASON = 500;

  Seen {
    changes = List.copyOf(changes);
  }

  /** What is seen for the first time. */
  static Seen first(Finding found, Instant now) {
    boolean unknown = found.health() == Health.UNKNOWN;
    Health known = unknown ? Health.OK : found.health();
    return new Seen(bounded(found), now, now, known, now, unknown ? 0 : 1, List.of(), known);
  }

  /**
   * With what another round found.
   *
   * @param window of the changes that are remembered
   * @param glimpse whether it was told that it cannot be looked at: it must hold again then, or
   *     each glimpse of it would be told
   */
  Seen with(Finding found, Instant now, Duration window, boolean glimpse) {
    boolean asBefore =
        found.health() == finding.health() && found.hiddenBy().equals(finding.hiddenBy());
    Instant sinceNow = asBefore ? since : now;
    List<Instant> recent =
        changes.stream().filter(each -> !each.plus(window).isBefore(now)).toList();
    if (found.health() == Health.UNKNOWN) {
      return new Seen(bounded(found), sinceNow, now, known, knownSince, rounds, recent, worst);
    }
    boolean returned = glimpse && finding.health() == Health.UNKNOWN;
    boolean same = found.health() == known && rounds > 0;
    boolean changed = returned || (!same && rounds > 0);
    int further = at.plus(APART).isAfter(now) ? 0 : 1;
    Health worstNow = recent.isEmpty() ? known : worst;
    return new Seen(
        bounded(found),
        sinceNow,
        now,
        found.health(),
        same ? knownSince : now,
        same && !returned ? rounds + further : 1,
        changed ? added(recent, now) : recent,
        changed || !recent.isEmpty() ? worse(worstNow, found.health()) : found.health());
  }

  /** With a change that is none of its known health. */
  Seen changed(Instant now) {
    return with(added(changes, now), worst);
  }

  /** With its changes forgotten. */
  Seen calm() {
    return with(List.of(), known);
  }

  private Seen with(List<Instant> changesNow, Health worstNow) {
    return new Seen(finding, since, at, known, knownSince, rounds, changesNow, worstNow);
  }

  /** Whether its health is unknown now. */
  boolean isUnknown() {
    return finding.health() == Health.UNKNOWN;
  }

  /** The worse of two. */
  static Health worse(Health one, Health other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static List<Instant> added(List<Instant> changes, Instant now) {
    List<Instant> more = new ArrayList<>(changes);
    more.add(now);
    return more.subList(Math.max(0, more.size() - MOST_CHANGES), more.size());
  }

  private static Finding bounded(Finding found) {
    String reason = Wording.cut(found.reason(), MOST_REASON);
    return new Finding(found.check(), found.subject(), found.health(), reason, found.hiddenBy());
  }
}
