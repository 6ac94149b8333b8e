package dev.vigie.fleet;

import dev.vigie.backup.OverdueBackup;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What truly happened, told by nobody; and all that should not have. */
final class FleetLedger {
  private static final int MOST_VIOLATIONS = 20;

  private final Map<String, Instant> newest = new HashMap<>();
  private final Map<String, Instant> alerted = new HashMap<>();
  private final Map<OperationId, Outcome.Status> told = new HashMap<>();
  private final Map<OperationId, Integer> begun = new HashMap<>();
  private final Set<OperationId> asked = new HashSet<>();
  private final Map<Outcome.Status, Integer> ends = new EnumMap<>(Outcome.Status.class);
  private final Map<String, Long> calls = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();
  private Instant looked = Instant.MIN;
  private Instant silent = Instant.MIN;
  private long overdueHours;
  private long missed;

  void call(String name) {
    calls.merge(name, 1L, Long::sum);
  }

  void call(String name, long times) {
    calls.merge(name, times, Long::sum);
  }

  Map<String, Long> calls() {
    return calls;
  }

  List<String> violations() {
    return violations;
  }

  Map<Outcome.Status, Integer> ends() {
    return ends;
  }

  long overdueHours() {
    return overdueHours;
  }

  long missed() {
    return missed;
  }

  void missed(int backups) {
    missed += backups;
  }

  void asked(OperationId id) {
    asked.add(id);
  }

  boolean wasAsked(OperationId id) {
    return asked.contains(id);
  }

  void begun(OperationId id) {
    if (begun.merge(id, 1, Integer::sum) > 1) {
      violation("operation " + id + " was worked at twice");
    }
  }

  void backedUp(String database, Instant startedAt) {
    newest.merge(database, startedAt, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** An end may be told twice, but only as it was. */
  void told(OperationId id, Outcome.Status status) {
    Optional<Outcome.Status> before = Optional.ofNullable(told.put(id, status));
    if (before.isEmpty()) {
      ends.merge(status, 1, Integer::sum);
    } else if (before.get() != status) {
      violation("operation " + id + " was told as " + before.get() + " and as " + status);
    }
  }

  boolean wasTold(OperationId id, Outcome.Status status) {
    return told.get(id) == status;
  }

  void alerted(List<OverdueBackup> overdue, Duration rpo, Instant now) {
    looked = now;
    for (OverdueBackup each : overdue) {
      Optional<Instant> truth = Optional.ofNullable(newest.get(each.database()));
      if (truth.isPresent() && !truth.get().plus(rpo).isBefore(now)) {
        violation(each.database() + " is told as overdue at " + now + ", and is of " + truth.get());
      }
      alerted.put(each.database(), now);
    }
  }

  /**
   * Who is over its promise for longer than some looks take must have been told since; or an alarm
   * must ring because nobody looks: that of overdue backups takes an hour's silence for a breach.
   */
  void checkAlerts(Duration rpo, Duration patience, Instant now) {
    if (looked.isBefore(now.minus(Duration.ofHours(1)))) {
      silent = now;
    }
    newest.forEach(
        (database, time) -> {
          Instant broken = time.plus(rpo);
          if (broken.isBefore(now)) {
            overdueHours++;
          }
          Instant alert = alerted.getOrDefault(database, Instant.MIN);
          if (broken.plus(patience).isBefore(now)
              && alert.isBefore(broken)
              && silent.isBefore(broken)) {
            violation(database + " is overdue since " + broken + ", and nobody was told by " + now);
          }
        });
  }

  /** Forgets operations that can no longer matter. */
  void forget(Instant before) {
    told.keySet().removeIf(id -> id.time().isBefore(before));
    begun.keySet().removeIf(id -> id.time().isBefore(before));
    asked.removeIf(id -> id.time().isBefore(before));
  }

  void violation(String words) {
    if (violations.size() < MOST_VIOLATIONS) {
      violations.add(words);
    }
  }
}
