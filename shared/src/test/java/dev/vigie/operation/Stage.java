package dev.vigie.operation;

import dev.vigie.backup.BackupCheck;
import dev.vigie.backup.CopyCheck;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.config.Tier;
import dev.vigie.drill.DrillCheck;
import dev.vigie.node.InMemoryNodeCommands;
import dev.vigie.node.NodeCommands;
import dev.vigie.restore.RestoreCheck;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.NoBuckets;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Everything around operations, in memory, with a clock that tests set. Not thread-safe. */
final class Stage {
  static final Instant START = Instant.parse("2026-11-23T02:00:00Z");

  final InMemoryObjectStore bucket = new InMemoryObjectStore("memory", Clock.systemUTC());
  final InMemoryNodeCommands nodes = new InMemoryNodeCommands();
  final SetClock clock = new SetClock();

  /** A clock that stands until it is set, backwards too. */
  static final class SetClock extends Clock {
    // Later than whoever wrote the request may still be sending its command.
    private Instant now = START.plus(Dispatcher.SENDING);

    void set(Instant instant) {
      now = instant;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  static OperationRequest backupRequest() {
    return request(new Work.Backup("main", "My DB", Tier.DAILY));
  }

  static OperationRequest request(Work work) {
    return new OperationRequest(
        OperationRequest.SCHEMA_VERSION,
        OperationId.of(START, work.toString()),
        START,
        START.plus(Duration.ofHours(6)),
        "a test",
        InMemoryNodeCommands.NODE,
        work);
  }

  OperationJournal journal() {
    return new OperationJournal(bucket);
  }

  Dispatcher dispatcher(ObjectStore store, NodeCommands commands) {
    return new Dispatcher(new OperationJournal(store), commands, clock);
  }

  OutcomeRecorder recorder(ObjectStore store) {
    return new OutcomeRecorder(
        new OperationJournal(store),
        new PerKind<>(
            new BackupCheck(store, clock),
            new RestoreCheck(store, clock),
            new DrillCheck(store, clock),
            new CopyCheck(new NoBuckets(), clock)),
        clock);
  }

  Reconciler reconciler(ObjectStore store) {
    return new Reconciler(
        new OperationJournal(store), recorder(store), dispatcher(store, nodes), nodes, clock);
  }

  /** A runner whose backups are made up, but stand in the bucket as a real one's. */
  Runner runner(ObjectStore store) {
    return new Runner(
        new OperationJournal(store),
        new PerKind<>(
            request -> backUp(store, request),
            _ -> {
              throw new AssertionError("no restore was asked for");
            },
            _ -> {
              throw new AssertionError("no drill was asked for");
            },
            _ -> {
              throw new AssertionError("no copy was asked for");
            }),
        clock);
  }

  static Report backUp(ObjectStore store, OperationRequest request) {
    Work.Backup work = (Work.Backup) request.work();
    Manifest manifest = Manifests.store(store, request.id(), work.cluster(), work.database());
    new JsonDocuments(store)
        .put(manifest.key(), manifest, work.tier().tags(), WriteCondition.IF_ABSENT);
    return dev.vigie.backup.BackupJob.report(manifest);
  }
}
