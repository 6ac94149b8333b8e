package dev.vigie.probe;

import dev.vigie.config.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a database's backups mean. A pure function.
 *
 * @param thresholds from where on they are unwell
 * @param drills whether backups are proved by drills
 */
public record BackupJudgement(Thresholds thresholds, boolean drills) {
  /** What is said of a database, promises apart. */
  public static final List<Check> CHECKS =
      List.of(Check.BACKUP_AGE, Check.BACKUP_OBJECTS, Check.BACKUP_DRIFT);

  private static final int PERCENT = 100;

  /**
   * What the facts mean.
   *
   * @param rpo how old the newest backup may be
   * @param rto how long a restore may take, if that was promised
   */
  public List<Finding> of(BackupFacts facts, Duration rpo, Optional<Duration> rto, Instant now) {
    List<Finding> findings = new ArrayList<>();
    findings.add(age(facts, rpo, now));
    findings.add(Judged.of(Check.BACKUP_OBJECTS, facts.subject(), Health.FAIL, facts.damage()));
    findings.add(Judged.of(Check.BACKUP_DRIFT, facts.subject(), Health.WARN, facts.drift()));
    rto.ifPresent(promised -> findings.add(restore(facts, promised)));
    return findings;
  }

  /** A backup is young enough by itself; whether it is any good, a drill must have told of late. */
  private Finding age(BackupFacts facts, Duration rpo, Instant now) {
    String subject = facts.subject();
    if (facts.takenAt().isEmpty()) {
      return new Finding(Check.BACKUP_AGE, subject, Health.FAIL, "there is no backup");
    }
    Duration age = Duration.between(facts.takenAt().get(), now);
    if (age.compareTo(rpo) > 0) {
      String reason =
          "the newest backup is %s old, and %s were promised".formatted(text(age), text(rpo));
      return new Finding(Check.BACKUP_AGE, subject, Health.FAIL, reason);
    }
    Duration bound = Duration.ofDays(thresholds.provedDays());
    // Where nothing was proved yet, the first drill has as long as any other.
    Instant since = facts.proved().or(facts::oldest).orElse(now);
    if (drills && Duration.between(since, now).compareTo(bound) > 0) {
      String reason =
          facts.proved().isPresent()
              ? "the newest backup that was proved is %s old"
                  .formatted(text(Duration.between(since, now)))
              : "no backup was proved by a drill yet";
      return new Finding(Check.BACKUP_AGE, subject, Health.WARN, reason);
    }
    return new Finding(Check.BACKUP_AGE, subject, Health.OK, "");
  }

  private Finding restore(BackupFacts facts, Duration promised) {
    String subject = facts.subject();
    if (facts.restore().isEmpty()) {
      return new Finding(
          Check.RESTORE_TIME,
          subject,
          Health.UNKNOWN,
          "no drill has measured how long a restore takes");
    }
    double percent = facts.restore().get().toMillis() * (double) PERCENT / promised.toMillis();
    Health health = Judged.rising(percent, thresholds.restorePercent());
    String reason =
        "a restore takes about %s by the drills, and %s were promised"
            .formatted(text(facts.restore().get()), text(promised));
    return new Finding(Check.RESTORE_TIME, subject, health, health == Health.OK ? "" : reason);
  }

  /** For people: two units at most. */
  static String text(Duration time) {
    if (time.toMinutes() == 0) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
    if (time.toHours() == 0) {
      return time.toMinutes() + " min";
    }
    return time.toDays() < 3
        ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
        : "%d days".formatted(time.toDays());
  }
}
