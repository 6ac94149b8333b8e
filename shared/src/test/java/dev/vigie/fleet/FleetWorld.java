package dev.vigie.fleet;

import dev.vigie.backup.BackupPlan;
import dev.vigie.backup.PlannedBackup;
import dev.vigie.catalog.BucketLayout;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.FleetTick;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Outcome;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The deployment of a fleet: functions and machines, the events between them, and what befalls them
 * all.
 */
final class FleetWorld {
  static final Duration TICK = Duration.ofMinutes(FleetTick.MINUTES);
  private static final Duration LOOK = Duration.ofMinutes(15);

  /** What nothing looks at any more goes, to spare memory. */
  private static final Duration KEPT = Duration.ofHours(24 * 7 + 6);

  final FleetAgenda agenda;
  final FleetLedger ledger = new FleetLedger();
  final InMemoryObjectStore bucket;
  final FleetNodes nodes;
  private final FleetSettings fleet;
  private final BackupPlan plan;
  private final FleetFunctions functions;

  FleetWorld(long seed, Instant start, FleetSettings fleet, Path slots) {
    this.fleet = fleet;
    this.plan = new BackupPlan(fleet);
    agenda = new FleetAgenda(seed, start);
    bucket = new InMemoryObjectStore("memory", agenda.clock());
    ObjectStore seen =
        new FleetStore(bucket, request -> ledger.call("s3 runners " + request), this::written);
    nodes =
        new FleetNodes(
            agenda,
            slots,
            call -> ledger.call("ssm " + call),
            new FleetRunner(agenda, ledger, seen),
            this::commandEnded);
    functions = new FleetFunctions(agenda, ledger, fleet, nodes, bucket, this::written);
    fleet.clusters().forEach(cluster -> nodes.add(cluster.node()));
  }

  /** Plans the schedules' calls, and what befalls the machines and S3, for so many days. */
  void plan(int days) {
    Instant end = agenda.now().plus(Duration.ofDays(days));
    for (Instant time = agenda.now(); time.isBefore(end); time = time.plus(TICK)) {
      Instant tick = time;
      agenda.at(tick, () -> agenda.signal(10, () -> functions.planBackups(tick)));
    }
    planLooks(end);
    for (FleetSettings.Cluster cluster : fleet.clusters()) {
      planDeaths(cluster.node(), end);
    }
    for (Instant day = agenda.now(); day.isBefore(end); day = day.plus(Duration.ofDays(1))) {
      agenda.at(
          day.plus(agenda.between(Duration.ZERO, Duration.ofHours(23))),
          () -> functions.storm(true));
      Duration until = agenda.between(Duration.ofHours(1), Duration.ofHours(24));
      agenda.at(day.plus(until), () -> functions.storm(false));
      agenda.at(day.plus(until), this::forget);
    }
  }

  /** Everything works again. */
  void recover(Duration time) {
    agenda.endFaults();
    functions.storm(false);
    planLooks(agenda.now().plus(time));
  }

  OperationJournal journal() {
    return new OperationJournal(bucket);
  }

  private void planLooks(Instant end) {
    for (Instant time = agenda.now(); time.isBefore(end); time = time.plus(LOOK)) {
      agenda.at(
          time,
          () -> {
            if (!agenda.misfortune(10)) {
              functions.reconcile();
            }
          });
    }
  }

  /** A machine dies about once a week. */
  private void planDeaths(String node, Instant end) {
    Instant next = agenda.now().plus(agenda.between(Duration.ofHours(1), Duration.ofDays(14)));
    if (next.isBefore(end)) {
      agenda.at(
          next,
          () -> {
            nodes.die(node, agenda.between(Duration.ofMinutes(5), Duration.ofHours(10)));
            planDeaths(node, end);
          });
    }
  }

  private void commandEnded(OperationId id) {
    agenda.signal(
        50,
        () -> {
          ledger.call("ssm ListCommands");
          functions.record(id);
        });
  }

  /** S3's events. */
  private void written(String key) {
    Optional<OperationId> asked =
        OperationJournal.operationOf(key).filter(_ -> key.endsWith("/request.json"));
    asked.ifPresent(ledger::asked);
    Optional<OperationId> ended =
        BucketLayout.backupIdOf(key)
            .map(OperationId::new)
            .or(
                () ->
                    OperationJournal.operationOf(key)
                        .filter(
                            _ -> key.endsWith("/result.json") || key.endsWith("/outcome.json")));
    ended.ifPresent(id -> agenda.signal(20, () -> functions.record(id)));
  }

  /** Each operation of days ago has ended and was told; then it may go. */
  private void forget() {
    Instant before = agenda.now().minus(KEPT);
    checkEnded(before, before.plus(Duration.ofDays(2)));
    bucket.expire(before);
    nodes.forget(agenda.now().minus(Duration.ofDays(3)));
    ledger.forget(before);
  }

  /** Notes what has not ended, or was told otherwise, of that time. */
  void checkEnded(Instant from, Instant until) {
    for (OperationId id : journal().since(from)) {
      if (id.time().isBefore(until)) {
        Optional<Outcome> outcome = journal().outcome(id);
        if (outcome.isEmpty()) {
          ledger.violation("operation " + id + " has not ended by " + agenda.now());
        } else if (!ledger.wasTold(id, outcome.get().status())) {
          ledger.violation("operation " + id + " ended as " + outcome.get().status() + ", untold");
        }
      }
    }
  }

  /** Notes which promises nobody asked for. */
  void checkAsked(Instant after, Instant until) {
    for (PlannedBackup backup : plan.beginning(after, until)) {
      if (!ledger.wasAsked(backup.id())) {
        ledger.violation(
            "%s of %s was not asked for by %s"
                .formatted(backup.database(), backup.time(), agenda.now()));
      }
    }
  }
}
