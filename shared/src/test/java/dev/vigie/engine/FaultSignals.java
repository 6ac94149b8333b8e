package dev.vigie.engine;

import dev.vigie.backup.BackupCheck;
import dev.vigie.backup.CopyCheck;
import dev.vigie.drill.DrillCheck;
import dev.vigie.node.InMemoryNodeCommands;
import dev.vigie.node.NodeCommands;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeListener;
import dev.vigie.operation.OutcomeRecorder;
import dev.vigie.operation.PerKind;
import dev.vigie.operation.Reconciler;
import dev.vigie.restore.RestoreCheck;
import dev.vigie.storage.NoBuckets;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * Who hears of operations that have ended, as RecordOutcome and Reconcile do, and who is told.
 * Thread-safe.
 *
 * @param ground where the operations are
 * @param told every outcome that somebody was told, in turn
 */
record FaultSignals(FaultGround ground, List<Outcome> told) {
  /** Behind every deadline, and behind the minute that a command may take to be sent. */
  private static final Duration LATE = Duration.ofHours(2);

  FaultSignals(FaultGround ground) {
    this(ground, new CopyOnWriteArrayList<>());
  }

  /** A signal comes, or the same one several times at once. */
  void hear(OperationId id, int times) {
    IntStream.range(0, times)
        .parallel()
        .forEach(_ -> recorder(Clock.systemUTC(), offline()).record(id));
  }

  /** Reconcile looks, when every deadline has passed. */
  void lookLate() {
    look(late(), offline());
  }

  /** Reconcile looks now. */
  void lookNow() {
    look(Clock.systemUTC(), offline());
  }

  private void look(Clock clock, NodeCommands nodes) {
    OperationJournal journal = new OperationJournal(store());
    new Reconciler(
            journal, recorder(clock, nodes), new Dispatcher(journal, nodes, clock), nodes, clock)
        .look();
  }

  /** How an operation ended, of which nothing is heard any more but what Reconcile sees. */
  Outcome end(OperationId id, List<String> wrong) {
    lookLate();
    OperationJournal journal = new OperationJournal(store());
    Outcome outcome = journal.outcome(id).orElseThrow(() -> new AssertionError("no outcome"));
    recorder(late(), offline()).record(id);
    if (!journal.outcome(id).orElseThrow().equals(outcome)) {
      wrong.add("the outcome changed");
    }
    List<Outcome> heard = told.stream().filter(each -> each.id().equals(id)).toList();
    if (heard.size() != 1 || !heard.getFirst().equals(outcome)) {
      wrong.add("it was told " + heard.size() + " times: " + heard);
    }
    return outcome;
  }

  private OutcomeRecorder recorder(Clock clock, NodeCommands nodes) {
    return recorder(store(), clock, nodes, (_, outcome) -> told.add(outcome));
  }

  /** As RecordOutcome has it, who tells nobody that could be asked. */
  static OutcomeRecorder recorder(ObjectStore store) {
    return recorder(store, Clock.systemUTC(), offline(), (_, _) -> {});
  }

  private static OutcomeRecorder recorder(
      ObjectStore store, Clock clock, NodeCommands nodes, OutcomeListener listener) {
    return new OutcomeRecorder(
        new OperationJournal(store),
        new PerKind<>(
            new BackupCheck(store, clock),
            new RestoreCheck(store, clock),
            new DrillCheck(store, clock),
            new CopyCheck(new NoBuckets(), clock)),
        nodes,
        listener,
        clock);
  }

  /** A clock of two hours later. */
  static Clock late() {
    return Clock.fixed(Instant.now().plus(LATE), ZoneOffset.UTC);
  }

  /** Nobody sends a command again. */
  private static NodeCommands offline() {
    InMemoryNodeCommands nodes = new InMemoryNodeCommands();
    nodes.online(false);
    return nodes;
  }

  private ObjectStore store() {
    return ground.engine().store();
  }
}
