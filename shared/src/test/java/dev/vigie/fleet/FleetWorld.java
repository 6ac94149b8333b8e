package dev.vigie.fleet;

import dev.vigie.backup.BackupAges;
import dev.vigie.backup.BackupCheck;
import dev.vigie.backup.BackupJob;
import dev.vigie.backup.BackupPlan;
import dev.vigie.backup.BackupStarter;
import dev.vigie.backup.PlannedBackup;
import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.FleetTick;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeRecorder;
import dev.vigie.operation.PerKind;
import dev.vigie.operation.Reconciler;
import dev.vigie.operation.Report;
import dev.vigie.operation.Runner;
import dev.vigie.operation.Work;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The deployment of a fleet: the functions as AWS calls them, with the queue and the events between
 * them. A call of a function happens in one moment; it may die at any of its requests.
 */
final class FleetWorld {
  private static final Duration TICK = Duration.ofMinutes(FleetTick.MINUTES);
  private static final Duration LOOK = Duration.ofMinutes(15);
  private static final Duration VISIBILITY = Duration.ofMinutes(6);
  private static final int TRIES = 3;
  private static final int QUEUE_BATCH = 10;
  private static final int MOST_MISSED = 1_000;

  /** What nothing looks at any more goes, to spare memory. */
  private static final Duration KEPT = Duration.ofHours(24 * 7 + 6);

  final FleetAgenda agenda;
  final FleetLedger ledger = new FleetLedger();
  final InMemoryObjectStore bucket;
  final FleetNodes nodes;
  private final FleetSettings fleet;
  private final BackupPlan plan;
  private boolean storm;

  /** A function dies there. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death() {
      super("the function died", null, false, false);
    }
  }

  /** What a function has. */
  private record Function(ObjectStore store, OperationJournal journal, Clock clock) {}

  FleetWorld(long seed, Instant start, FleetSettings fleet, Path slots) {
    this.fleet = fleet;
    this.plan = new BackupPlan(fleet);
    agenda = new FleetAgenda(seed, start);
    bucket = new InMemoryObjectStore("memory", agenda.clock());
    nodes =
        new FleetNodes(
            agenda, slots, call -> ledger.call("ssm " + call), this::runBackup, this::commandEnded);
    fleet.clusters().forEach(cluster -> nodes.add(cluster.node()));
  }

  /** Plans the schedules' calls, and what befalls the machines and S3, for so many days. */
  void plan(int days) {
    Instant end = agenda.now().plus(Duration.ofDays(days));
    for (Instant time = agenda.now(); time.isBefore(end); time = time.plus(TICK)) {
      Instant tick = time;
      agenda.at(tick, () -> agenda.signal(10, () -> invoke("PlanBackups", 2, _ -> tick(tick))));
    }
    planLooks(end);
    for (FleetSettings.Cluster cluster : fleet.clusters()) {
      planDeaths(cluster.node(), end);
    }
    for (Instant day = agenda.now(); day.isBefore(end); day = day.plus(Duration.ofDays(1))) {
      agenda.at(day.plus(agenda.between(Duration.ZERO, Duration.ofHours(23))), () -> storm = true);
      Duration until = agenda.between(Duration.ofHours(1), Duration.ofHours(24));
      agenda.at(day.plus(until), () -> storm = false);
      agenda.at(day.plus(until), this::forget);
    }
  }

  /** Everything works again. */
  void recover(Duration time) {
    agenda.endFaults();
    storm = false;
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
              invoke("Reconcile", 0, this::look);
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

  private void tick(Instant time) {
    queue(plan.beginning(time, time.plus(TICK)));
  }

  private void queue(List<PlannedBackup> backups) {
    ledger.call("sqs SendMessageBatch", Math.ceilDiv(backups.size(), QUEUE_BATCH));
    for (PlannedBackup backup : backups) {
      Duration early = Duration.between(agenda.now(), backup.begin());
      agenda.after(
          early.isNegative() ? Duration.ZERO : early,
          () -> agenda.signal(0, () -> deliver(backup, TRIES)));
    }
  }

  /** SQS delivers at least once; what fails it delivers again, and then it is a dead letter. */
  private void deliver(PlannedBackup backup, int tries) {
    ledger.call("sqs ReceiveMessage");
    boolean begun = invoke("StartBackup", 0, function -> start(function, backup));
    if (begun) {
      ledger.call("sqs DeleteMessageBatch");
    } else if (tries > 1) {
      agenda.after(VISIBILITY, () -> deliver(backup, tries - 1));
    } else {
      ledger.call("dead letters");
    }
  }

  private void start(Function function, PlannedBackup backup) {
    ledger.call("ssm GetParameter");
    new BackupStarter(fleet, dispatcher(function), function.clock()).start(backup.order());
  }

  private void look(Function function) {
    Reconciler reconciler =
        new Reconciler(
            function.journal(), recorder(function), dispatcher(function), nodes, function.clock());
    Reconciler.Look look = reconciler.look();
    List<PlannedBackup> missed = plan.missed(agenda.now(), look.asked()::contains);
    ledger.missed(missed.size());
    queue(missed.subList(0, Math.min(MOST_MISSED, missed.size())));
    Duration rpo = fleet.clusters().getFirst().databases().getFirst().rpo();
    // It reads by many threads, among which luck would not be the same in each run.
    ObjectStore calm = new FleetStore(bucket, this::count, this::written);
    ledger.alerted(
        new BackupAges(fleet, new Catalog(calm)).overdue(agenda.now()), rpo, agenda.now());
  }

  private synchronized void count(String request) {
    ledger.call("s3 " + request);
  }

  private Dispatcher dispatcher(Function function) {
    return new Dispatcher(function.journal(), nodes, function.clock());
  }

  private OutcomeRecorder recorder(Function function) {
    return new OutcomeRecorder(
        function.journal(),
        new PerKind<>(
            new BackupCheck(function.store(), function.clock()),
            (_, _) -> Optional.empty(),
            (_, _) -> Optional.empty(),
            (_, _) -> Optional.empty()),
        nodes,
        this::told,
        function.clock());
  }

  private void told(OperationRequest request, Outcome outcome) {
    ledger.call("events PutEvents");
    ledger.told(request.id(), outcome.status());
  }

  private void record(OperationId id) {
    invoke("RecordOutcome", 2, function -> recorder(function).record(id));
  }

  private void commandEnded(OperationId id) {
    agenda.signal(
        50,
        () -> {
          ledger.call("ssm ListCommands");
          record(id);
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
    ended.ifPresent(id -> agenda.signal(20, () -> record(id)));
  }

  /** A call of a function, which Lambda tries again so many times; false if it failed. */
  private boolean invoke(String name, int retries, Consumer<Function> body) {
    ledger.call("lambda " + name);
    int[] left = {agenda.misfortune(2) ? 1 + (int) (agenda.now().getEpochSecond() % 14) : -1};
    ObjectStore store =
        new FleetStore(
            bucket,
            request -> {
              ledger.call("s3 " + request);
              if (--left[0] == 0) {
                throw new Death();
              }
              if (agenda.misfortune(storm ? 10 : 1)) {
                throw FleetStore.throttled();
              }
            },
            this::written);
    try {
      body.accept(new Function(store, new OperationJournal(store), agenda.clock()));
      return true;
    } catch (VigieException | Death failed) {
      if (retries > 0) {
        agenda.after(
            agenda.between(Duration.ofMinutes(1), Duration.ofMinutes(3)),
            () -> invoke(name, retries - 1, body));
      }
      return false;
    }
  }

  /** What a runner does: the real one, whose work is a manifest after some minutes. */
  private void runBackup(OperationId id, FleetNodes.Machine machine, FleetProcess process) {
    ObjectStore store =
        new FleetStore(bucket, request -> ledger.call("s3 runners " + request), this::written);
    Runner runner =
        new Runner(
            new OperationJournal(store),
            new PerKind<>(
                request -> backUp(store, request, machine, process),
                _ -> {
                  throw new AssertionError("nobody restores here");
                },
                _ -> {
                  throw new AssertionError("nobody drills here");
                },
                _ -> {
                  throw new AssertionError("nobody copies here");
                }),
            agenda.clock());
    try {
      if (runner.run(id, "a host").error().isPresent()) {
        throw new VigieException(ErrorCode.CLIENT_FAILED, "the backup failed");
      }
    } catch (VigieException e) {
      if (e.code() != ErrorCode.OBJECT_EXISTS) {
        throw e;
      }
    }
  }

  private Report backUp(
      ObjectStore store,
      OperationRequest request,
      FleetNodes.Machine machine,
      FleetProcess process) {
    ledger.begun(request.id());
    Work.Backup work = (Work.Backup) request.work();
    Instant startedAt = agenda.now();
    nodes.workFor(machine, process, agenda.between(Duration.ofMinutes(2), Duration.ofMinutes(20)));
    if (agenda.misfortune(5)) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "pg_dump failed");
    }
    Manifest whole =
        Manifests.manifest(
            request.id(),
            work.cluster(),
            work.database(),
            Manifests.store(store, request.id(), work.cluster(), work.database()).archives(),
            startedAt);
    new JsonDocuments(store).put(whole.key(), whole, work.tier().tags(), WriteCondition.IF_ABSENT);
    ledger.backedUp(work.database(), startedAt);
    return BackupJob.report(whole);
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
