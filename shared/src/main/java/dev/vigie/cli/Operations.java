package dev.vigie.cli;

import dev.vigie.backup.BackupCheck;
import dev.vigie.backup.BackupJob;
import dev.vigie.backup.BackupSettings;
import dev.vigie.backup.CopyCheck;
import dev.vigie.backup.CopyJob;
import dev.vigie.drill.DrillCheck;
import dev.vigie.drill.DrillJob;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.LocalNodeCommands;
import dev.vigie.node.NodeSlots;
import dev.vigie.operation.CancellationWatch;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.OperationResult;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeRecorder;
import dev.vigie.operation.PerKind;
import dev.vigie.operation.PublishedProgress;
import dev.vigie.operation.Report;
import dev.vigie.operation.Runner;
import dev.vigie.operation.TimeLimit;
import dev.vigie.operation.Work;
import dev.vigie.operation.Worker;
import dev.vigie.postgres.PgTools;
import dev.vigie.restore.RestoreCheck;
import dev.vigie.restore.RestoreJob;
import dev.vigie.storage.Buckets;
import dev.vigie.storage.ObjectStore;
import dev.vigie.transfer.Progress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Operations done in this process, through the same request, runner and outcome as on a node.
 *
 * @param store the bucket
 * @param buckets opens the second one of copies
 * @param tools connects to the server, when the work needs it
 * @param progress who hears how it goes
 * @param clock the time
 * @param settings how backups go about their work
 * @param workers how much of a backup is restored at once, 1 to 64
 * @param slots how many backups this machine makes at once; empty if it has no bound
 */
record Operations(
    ObjectStore store,
    Buckets buckets,
    Supplier<PgTools> tools,
    Progress progress,
    Clock clock,
    BackupSettings settings,
    int workers,
    Optional<NodeSlots> slots) {
  private static final Duration TIMEOUT = Duration.ofDays(2);

  /** Operations on a machine that has no bound. */
  Operations(
      ObjectStore store,
      Buckets buckets,
      Supplier<PgTools> tools,
      Progress progress,
      Clock clock,
      BackupSettings settings,
      int workers) {
    this(store, buckets, tools, progress, clock, settings, workers, Optional.empty());
  }

  /** Asks for the work, does it, and records how it ended. */
  Outcome run(OperationId id, Work work) {
    attempt(id, work);
    return recorder(new OperationJournal(store))
        .record(id)
        .orElseThrow(
            () -> new VigieException(ErrorCode.INTERNAL, "operation " + id + " did not end"));
  }

  /** Asks for the work and does it; whoever hears of its result records how it ended. */
  OperationResult attempt(OperationId id, Work work) {
    Runner runner = runner(id); // refuses settings that cannot be, before anything is written
    OperationJournal journal = new OperationJournal(store);
    Instant now = clock.instant();
    boolean first =
        journal.begin(
            new OperationRequest(
                OperationRequest.SCHEMA_VERSION,
                id,
                now,
                now.plus(TIMEOUT),
                "vigie on " + host(),
                LocalNodeCommands.NODE,
                work));
    if (!first) {
      throw new VigieException(
          ErrorCode.OBJECT_EXISTS, "operation " + id + " was asked for already");
    }
    return run(runner, id);
  }

  /** Does the work that a stored request asks for. */
  OperationResult runRequested(OperationId id) {
    return run(runner(id), id);
  }

  /** The same, in so much time at most. */
  OperationResult runRequested(OperationId id, Duration limit) {
    Thread work = Thread.currentThread();
    try (TimeLimit time = TimeLimit.start(limit, () -> Interruption.interrupt(work))) {
      OperationResult result = run(runner(id, time::bound), id);
      if (time.isOver()) {
        Thread.interrupted();
      }
      return result;
    }
  }

  private OperationResult run(Runner runner, OperationId id) {
    Thread work = Thread.currentThread();
    try (CancellationWatch watch =
        CancellationWatch.start(
            new OperationJournal(store), id, () -> Interruption.interrupt(work))) {
      OperationResult result = runner.run(id, host());
      if (watch.hasStopped()) {
        // The interrupt has ended the work, as it should, and not what is still to be told of it.
        Thread.interrupted();
      }
      return result;
    }
  }

  private Runner runner(OperationId id) {
    return runner(id, UnaryOperator.identity());
  }

  private Runner runner(OperationId id, UnaryOperator<Worker> bounds) {
    Progress published = new PublishedProgress(new OperationJournal(store), id, clock, progress);
    BackupJob backups = new BackupJob(store, clock, published, settings);
    RestoreJob restores = new RestoreJob(store, published, workers);
    return new Runner(
        new OperationJournal(store),
        new PerKind<>(
            bounds.apply(
                request ->
                    inSlot(
                        request,
                        () ->
                            BackupJob.report(
                                backups.run(
                                    request.id(), (Work.Backup) request.work(), tools.get())))),
            bounds.apply(
                request -> restores.run(request.id(), (Work.Restore) request.work(), tools.get())),
            bounds.apply(
                request ->
                    new DrillJob(
                            store,
                            DrillPlaces.fromEnvironment(System.getenv()),
                            clock,
                            published,
                            workers)
                        .run(request.id(), (Work.Drill) request.work())),
            bounds.apply(
                request ->
                    inSlot(
                        request,
                        () ->
                            new CopyJob(store, buckets, published)
                                .run((Work.Copy) request.work())))),
        clock);
  }

  /** The work, when this machine has a slot for it. */
  private Report inSlot(OperationRequest request, Supplier<Report> work) {
    Optional<NodeSlots.Slot> slot =
        slots.map(all -> all.take(request.id().value(), request.deadline()));
    try {
      return work.get();
    } finally {
      slot.ifPresent(NodeSlots.Slot::close);
    }
  }

  private OutcomeRecorder recorder(OperationJournal journal) {
    return new OutcomeRecorder(
        journal,
        new PerKind<>(
            new BackupCheck(store, clock),
            new RestoreCheck(store, clock),
            new DrillCheck(store, clock),
            new CopyCheck(buckets, clock)),
        clock);
  }

  /** This machine's name, for whoever reads who asked. */
  static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed host";
    }
  }
}
