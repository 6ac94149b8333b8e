package dev.vigie.fleet;

import dev.vigie.backup.BackupAges;
import dev.vigie.backup.BackupCheck;
import dev.vigie.backup.BackupPlan;
import dev.vigie.backup.BackupStarter;
import dev.vigie.backup.PlannedBackup;
import dev.vigie.catalog.Catalog;
import dev.vigie.config.FleetSettings;
import dev.vigie.error.VigieException;
import dev.vigie.node.NodeCommands;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeRecorder;
import dev.vigie.operation.PerKind;
import dev.vigie.operation.Reconciler;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The functions as AWS calls them, and the queue between them. A call of a function happens in one
 * moment; it may die at any of its requests.
 */
final class FleetFunctions {
  private static final Duration VISIBILITY = Duration.ofMinutes(6);
  private static final int TRIES = 3;
  private static final int QUEUE_BATCH = 10;
  private static final int MOST_MISSED = 1_000;

  private final FleetAgenda agenda;
  private final FleetLedger ledger;
  private final FleetSettings fleet;
  private final BackupPlan plan;
  private final NodeCommands nodes;
  private final ObjectStore bucket;
  private final Consumer<String> written;
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

  /**
   * Functions that have been called by nobody yet.
   *
   * @param written hears the key of each object that they write
   */
  FleetFunctions(
      FleetAgenda agenda,
      FleetLedger ledger,
      FleetSettings fleet,
      NodeCommands nodes,
      ObjectStore bucket,
      Consumer<String> written) {
    this.agenda = agenda;
    this.ledger = ledger;
    this.fleet = fleet;
    this.plan = new BackupPlan(fleet);
    this.nodes = nodes;
    this.bucket = bucket;
    this.written = written;
  }

  /** Whether S3 throttles ten times as often. */
  void storm(boolean begins) {
    storm = begins;
  }

  /** PlanBackups, which looks from that moment to the next tick. */
  void planBackups(Instant tick) {
    invoke("PlanBackups", 2, _ -> queue(plan.beginning(tick, tick.plus(FleetWorld.TICK))));
  }

  /** Reconcile. */
  void reconcile() {
    invoke("Reconcile", 0, this::look);
  }

  /** RecordOutcome, for an event that tells of the operation. */
  void record(OperationId id) {
    invoke("RecordOutcome", 2, function -> recorder(function).record(id));
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
    new BackupStarter(fleet, dispatcher(function)).start(backup.order());
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
    ObjectStore calm = new FleetStore(bucket, this::count, written);
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
            written);
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
}
