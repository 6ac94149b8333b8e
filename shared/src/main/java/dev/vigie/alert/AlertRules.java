package dev.vigie.alert;

import dev.vigie.config.AlertPolicy;
import dev.vigie.config.Damping;
import dev.vigie.config.QuietHours;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people are told of a round: a pure function of what was before, what was found, and the
 * time. Told are changes of state only, each when it has held, and at a time that its severity
 * allows. Of what waits until the morning only that is told which is still so.
 *
 * @param policy the settings
 */
public record AlertRules(AlertPolicy policy) {
  private static final Comparator<Notice> WORST_FIRST =
      Comparator.comparing(Notice::isTrouble)
          .reversed()
          .thenComparing(Notice::severity, Comparator.reverseOrder())
          .thenComparing(Notice::check)
          .thenComparing(notice -> notice.finding().subject());

  /**
   * What becomes of the state, and what is told.
   *
   * @param watched everything that is looked at
   * @param notices what is told, the worst first
   */
  record Judgement(List<Watched> watched, List<Notice> notices) {}

  /** One thing after it was told, and what was told. */
  private record Telling(Watched after, Notice notice) {}

  /**
   * Judges a round.
   *
   * @param before everything that was looked at
   * @param findings what the round found; of two of the same subject the worse counts
   * @param now the time of the round, not before that of the one before
   */
  Judgement next(List<Watched> before, List<Finding> findings, Instant now) {
    Map<Subject, Finding> found = new LinkedHashMap<>();
    findings.forEach(
        each ->
            found.merge(
                Subject.of(each),
                each,
                (one, two) -> one.health().compareTo(two.health()) >= 0 ? one : two));
    List<Watched> after = new ArrayList<>();
    List<Notice> notices = new ArrayList<>();
    for (Watched each : before) {
      Finding finding = found.remove(each.subject());
      if (finding == null && isGone(each, now) && maySay(gone(each), now)) {
        notices.add(gone(each));
      } else if (finding == null) {
        after.add(each);
      } else {
        after.add(tell(seen(each, finding, now), now, notices));
      }
    }
    found
        .values()
        .forEach(
            finding -> {
              Watched first = new Watched(Seen.first(finding, now), Told.nothing(now));
              after.add(tell(first, now, notices));
            });
    return new Judgement(after, notices.stream().sorted(WORST_FIRST).toList());
  }

  private Watched seen(Watched before, Finding finding, Instant now) {
    Seen seen =
        before.seen().with(finding, now, policy.damping().flapWindow(), before.told().unseen());
    return new Watched(seen, before.told());
  }

  private Watched tell(Watched watched, Instant now, List<Notice> notices) {
    Optional<Telling> telling =
        change(watched, now).or(() -> acknowledged(watched)).or(() -> escalated(watched, now));
    if (telling.isEmpty() || !maySay(telling.get().notice(), now)) {
      return watched;
    }
    notices.add(telling.get().notice());
    return telling.get().after();
  }

  /** Quiet hours hold back what may wait; what people did themselves they may hear. */
  private boolean maySay(Notice notice, Instant now) {
    QuietHours quiet = policy.quiet();
    if (quiet == null || notice.change() == Change.ACKNOWLEDGED || !quiet.contains(now)) {
      return true;
    }
    return quiet.waits() == QuietHours.Waits.WARNINGS && notice.severity() == Health.FAIL;
  }

  private Optional<Telling> change(Watched watched, Instant now) {
    Seen seen = watched.seen();
    Told told = watched.told();
    Damping damping = policy.damping();
    if (told.flapping()) {
      return isCalm(seen, now) ? Optional.of(calm(watched, now)) : worsened(watched, now);
    } else if (seen.changes().size() >= damping.flapChanges()) {
      Health worst = Seen.worse(seen.worst(), told.health());
      Told flapping = told.as(worst, now).withFlapping(true).withUnseen(told.unseen());
      return Optional.of(
          telling(
              watched, new Watched(seen, flapping), Change.FLAPPING, seen.changes().getFirst()));
    } else if (seen.isUnknown()) {
      boolean lasts = !seen.since().plus(damping.unknownAfter()).isAfter(now);
      // What hides it is told, and would be told twice.
      boolean hidden = seen.finding().hiddenBy().isPresent();
      return !lasts || hidden || told.unseen()
          ? Optional.empty()
          : Optional.of(unseen(watched, now));
    }
    return settled(watched, now);
  }

  private Optional<Telling> settled(Watched watched, Instant now) {
    Seen seen = watched.seen();
    Told told = watched.told();
    int order = seen.known().compareTo(told.health());
    if (seen.rounds() < policy.damping().rounds() || (order == 0 && !told.unseen())) {
      return Optional.empty();
    }
    Change change;
    if (seen.known() == Health.OK) {
      change = Change.RECOVERED;
    } else if (order == 0) {
      change = Change.SEEN;
    } else if (order < 0) {
      change = Change.IMPROVED;
    } else {
      change = told.health() == Health.OK ? Change.BROKE : Change.WORSENED;
    }
    Watched after = new Watched(seen, told.as(seen.known(), now));
    return Optional.of(telling(watched, after, change, seen.knownSince()));
  }

  /** What flaps is told again only if it is worse than anybody was told. */
  private Optional<Telling> worsened(Watched watched, Instant now) {
    Seen seen = watched.seen();
    boolean worse = seen.known().compareTo(watched.told().health()) > 0;
    return worse && seen.rounds() >= policy.damping().rounds()
        ? Optional.of(
            telling(
                watched,
                new Watched(seen, watched.told().as(seen.known(), now)),
                Change.WORSENED,
                seen.knownSince()))
        : Optional.empty();
  }

  private boolean isCalm(Seen seen, Instant now) {
    return seen.changes().isEmpty()
        || !seen.changes().getLast().plus(policy.damping().calmAfter()).isAfter(now);
  }

  private Telling calm(Watched watched, Instant now) {
    Seen seen = watched.seen();
    Told told =
        watched.told().as(seen.known(), now).withFlapping(false).withUnseen(seen.isUnknown());
    return telling(watched, new Watched(seen.calm(), told), Change.CALM, seen.knownSince());
  }

  private Telling unseen(Watched watched, Instant now) {
    Watched after = new Watched(watched.seen().changed(now), watched.told().withUnseen(true));
    return telling(watched, after, Change.UNSEEN, watched.seen().since());
  }

  private Optional<Telling> acknowledged(Watched watched) {
    return watched
        .told()
        .ack()
        .filter(ack -> !ack.told() && watched.told().isOpen())
        .map(
            ack -> {
              Told told = watched.told().with(new Ack(ack.by(), ack.at(), true));
              Watched after = new Watched(watched.seen(), told);
              Notice notice = telling(watched, after, Change.ACKNOWLEDGED, ack.at()).notice();
              Finding finding = notice.finding();
              Finding by =
                  new Finding(
                      finding.check(), finding.subject(), finding.health(), "known to " + ack.by());
              return new Telling(
                  after,
                  new Notice(
                      notice.change(), by, notice.severity(), notice.since(), notice.channels()));
            });
  }

  private Optional<Telling> escalated(Watched watched, Instant now) {
    Told told = watched.told();
    boolean broken = told.health() == Health.FAIL && watched.seen().known() == Health.FAIL;
    if ((!broken && !told.flapping())
        || told.health() != Health.FAIL
        || told.ack().isPresent()
        || told.escalated() >= policy.escalation().size()) {
      return Optional.empty();
    }
    AlertPolicy.Escalation step = policy.escalation().get(told.escalated());
    if (told.at().plus(step.after()).isAfter(now)) {
      return Optional.empty();
    }
    Watched after = new Watched(watched.seen(), told.escalatedOnce());
    return Optional.of(
        new Telling(
            after,
            new Notice(
                Change.ESCALATED,
                watched.seen().finding(),
                Health.FAIL,
                told.at(),
                Set.copyOf(step.channels()))));
  }

  private boolean isGone(Watched watched, Instant now) {
    return !watched.seen().at().plus(policy.damping().goneAfter()).isAfter(now);
  }

  private Notice gone(Watched watched) {
    return telling(watched, watched, Change.GONE, watched.seen().at()).notice();
  }

  private Telling telling(Watched before, Watched after, Change change, Instant since) {
    Health severity =
        Seen.worse(
            Seen.worse(before.told().health(), after.told().health()),
            before.seen().finding().health());
    List<String> channels =
        policy.escalation().stream()
            .limit(before.told().escalated())
            .flatMap(step -> step.channels().stream())
            .toList();
    return new Telling(
        after, new Notice(change, before.seen().finding(), severity, since, Set.copyOf(channels)));
  }
}
