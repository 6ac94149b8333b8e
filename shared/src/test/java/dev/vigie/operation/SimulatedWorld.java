package dev.vigie.operation;

import dev.vigie.backup.BackupCheck;
import dev.vigie.backup.BackupStarter;
import dev.vigie.backup.CopyCheck;
import dev.vigie.catalog.Catalog;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.Tier;
import dev.vigie.drill.DrillCheck;
import dev.vigie.node.NodeCommands;
import dev.vigie.operation.Interleaving.Fate;
import dev.vigie.restore.RestoreCheck;
import dev.vigie.restore.RestoreStarter;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.NoBuckets;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A deployment and all that can go wrong around it: the real starters, recorder, canceller and
 * reconciler in functions that die at any call and run at once, each with a clock of its own that
 * is wrong by minutes; schedules, S3's events and SSM's, which get lost, doubled and late; a node
 * that comes and goes. Deterministic by its seed.
 */
final class SimulatedWorld {
  static final Duration DEADLINE = Duration.ofHours(1);
  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

  /** Lambda ends a function after it; {@link Dispatcher} counts on that. */
  private static final Duration LONGEST_FUNCTION = Dispatcher.SENDING;

  private static final Duration MOST_SKEW = Duration.ofMinutes(4);
  private static final FleetSettings FLEET =
      new FleetSettings(
          List.of(new FleetSettings.Cluster("main", SimulatedNode.NAME, List.of())),
          DEADLINE,
          DEADLINE);

  final InMemoryObjectStore bucket;
  final Agenda agenda;
  final Map<OperationId, Set<Outcome.Status>> told = new TreeMap<>();
  private final Random random;
  private final Interleaving interleaving;
  private final SimulatedRunners runners;
  private final SimulatedNode node;

  SimulatedWorld(long seed) {
    random = new Random(seed);
    agenda = new Agenda(random, START);
    bucket = new InMemoryObjectStore("memory", agenda.clock(Duration.ZERO));
    interleaving = new Interleaving(random);
    runners = new SimulatedRunners(agenda, interleaving, this::seenBy, _ -> skewed());
    node =
        new SimulatedNode(
            agenda,
            (id, ended) -> runners.start(id, fate(), ended),
            runners::cancel,
            id -> agenda.signal(() -> invoke(function -> function.recorder().record(id), 2)));
  }

  /** What a function has, with its own clock, each call a turn. */
  record Function(
      OperationJournal journal,
      Dispatcher dispatcher,
      OutcomeRecorder recorder,
      NodeCommands nodes,
      Clock clock) {
    Reconciler reconciler() {
      return new Reconciler(journal, recorder, dispatcher, nodes, clock);
    }

    Canceller canceller() {
      return new Canceller(journal, recorder, Optional.of(nodes), clock);
    }
  }

  /** What a function does with an event. */
  interface Handler {
    void handle(Function function);
  }

  /** Hours of schedules, cancellations and restores, and a node that comes and goes. */
  void plan(int hours) {
    for (int hour = 0; hour < hours; hour++) {
      for (String database : List.of("a", "b")) {
        Instant time = START.plus(Duration.ofHours(hour));
        agenda.after(
            Duration.between(START, time),
            () -> agenda.signal(() -> invoke(function -> backUp(function, database, time), 2)));
      }
      Duration at = Duration.ofHours(hour).plus(agenda.upTo(3_600));
      agenda.after(at, () -> node.online(false));
      agenda.after(at.plus(agenda.upTo(1_800)), () -> node.online(true));
      agenda.after(Duration.ofHours(hour).plus(agenda.upTo(3_600)), this::cancelOne);
      agenda.after(Duration.ofHours(hour).plus(agenda.upTo(3_600)), this::restoreOne);
    }
    for (int quarter = 1; quarter < 4 * hours + 8; quarter++) {
      agenda.after(
          Duration.ofMinutes(15L * quarter),
          () -> invoke(function -> function.reconciler().look(), 0));
    }
  }

  /** Lets one thing happen: a turn of a process, or time. False when nothing is left. */
  boolean step() {
    boolean timePasses = interleaving.isIdle() || random.nextInt(6) == 0;
    if (timePasses && interleaving.isIdle() && agenda.isEmpty()) {
      return false;
    }
    if (timePasses) {
      agenda.pass(interleaving.isIdle() ? Duration.ofDays(1) : agenda.upTo(20));
    } else {
      interleaving.step();
    }
    return true;
  }

  /** Everything works again, and {@code Reconcile} looks some times, past every deadline. */
  void recover() {
    agenda.endFaults();
    node.online(true);
    for (int look = 0; look < 4; look++) {
      agenda.after(
          DEADLINE.plus(MOST_SKEW).multipliedBy(look + 1L),
          () -> invoke(function -> function.reconciler().look(), 0));
    }
  }

  OperationJournal journal() {
    return new OperationJournal(bucket);
  }

  Map<OperationId, Integer> begun() {
    return runners.begun();
  }

  private void backUp(Function function, String database, Instant time) {
    new BackupStarter(FLEET, function.dispatcher())
        .start(
            new BackupStarter.Order(
                "main", database, Tier.DAILY, new Requester(time, "nightly", "a schedule")));
  }

  private void cancelOne() {
    one().ifPresent(id -> invoke(function -> function.canceller().cancel(id, "somebody"), 0));
  }

  private void restoreOne() {
    String token = "restore " + agenda.now();
    one()
        .ifPresent(
            backup -> agenda.signal(() -> invoke(function -> restore(function, backup, token), 2)));
  }

  private void restore(Function function, OperationId backup, String token) {
    Optional<Work> work = journal().request(backup).map(OperationRequest::work);
    if (work.isPresent() && work.get() instanceof Work.Backup made) {
      new RestoreStarter(
              FLEET,
              new Catalog(function.journal().store()),
              function.journal(),
              function.dispatcher(),
              function.clock())
          .start(
              new RestoreStarter.Order(
                  "main",
                  made.database(),
                  new RestoreStarter.Choice.Named(backup),
                  Optional.empty(),
                  false,
                  List.of(),
                  "",
                  new Requester(backup.time(), token, "somebody")));
    }
  }

  /** An operation by lot. */
  private Optional<OperationId> one() {
    List<OperationId> all = journal().since(START);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  /** An invocation of a function, which Lambda tries again so many times if it fails. */
  private void invoke(Handler handler, int retries) {
    Interleaving.Turns started =
        interleaving.start(
            fate(),
            process -> handler.handle(function(process)),
            failure -> {
              if (failure.isPresent() && retries > 0) {
                agenda.after(
                    Duration.ofMinutes(1).plus(agenda.upTo(120)),
                    () -> invoke(handler, retries - 1));
              }
            });
    agenda.after(LONGEST_FUNCTION, started::kill);
  }

  private Function function(Interleaving.Turns process) {
    ObjectStore store = seenBy(process);
    OperationJournal journal = new OperationJournal(store);
    NodeCommands nodes = node.seenBy(process);
    Clock clock = skewed();
    OutcomeRecorder recorder =
        new OutcomeRecorder(
            journal,
            new PerKind<>(
                new BackupCheck(store, clock),
                new RestoreCheck(store, clock),
                new DrillCheck(store, clock),
                new CopyCheck(new NoBuckets(), clock)),
            nodes,
            (request, outcome) ->
                process.call(
                    () ->
                        told.computeIfAbsent(
                                request.id(), _ -> EnumSet.noneOf(Outcome.Status.class))
                            .add(outcome.status())),
            clock);
    return new Function(journal, new Dispatcher(journal, nodes, clock), recorder, nodes, clock);
  }

  private ObjectStore seenBy(Interleaving.Turns process) {
    return new SteppedStore(bucket, process, this::written);
  }

  /** S3's events; and the runner's own look for a wish that it end. */
  private void written(String key) {
    Optional<OperationId> id = OperationJournal.operationOf(key);
    if (id.isPresent() && key.endsWith("/cancel.json")) {
      agenda.after(agenda.upTo(10), () -> runners.cancel(id.get()));
    }
    Optional<OperationId> ended =
        key.endsWith("/manifest.json")
            ? dev.vigie.catalog.BucketLayout.backupIdOf(key).map(OperationId::new)
            : id.filter(_ -> key.endsWith("/result.json") || key.endsWith("/outcome.json"));
    ended.ifPresent(
        one -> agenda.signal(() -> invoke(function -> function.recorder().record(one), 2)));
  }

  private Fate fate() {
    return agenda.misfortune(25)
        ? new Fate(random.nextInt(14), random.nextBoolean())
        : Fate.LONG_LIFE;
  }

  private Clock skewed() {
    Duration skew = agenda.upTo(2 * (int) MOST_SKEW.toSeconds()).minus(MOST_SKEW);
    return agenda.clock(agenda.misfortune(50) ? skew : Duration.ZERO);
  }
}
