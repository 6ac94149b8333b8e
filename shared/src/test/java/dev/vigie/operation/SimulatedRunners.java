package dev.vigie.operation;

import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandState;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The real {@link Runner}, with work that writes to the bucket what a real backup does, fails by
 * lot, lies by lot, and ends when it is cancelled. Used by one thread, or by several of which one
 * runs at a time.
 */
final class SimulatedRunners {
  private final Agenda agenda;
  private final Interleaving interleaving;
  private final Function<Interleaving.Turns, ObjectStore> stores;
  private final Function<Interleaving.Turns, java.time.Clock> clocks;
  private final Map<OperationId, Integer> begun = new HashMap<>();
  private final Set<OperationId> cancelled = new HashSet<>();

  SimulatedRunners(
      Agenda agenda,
      Interleaving interleaving,
      Function<Interleaving.Turns, ObjectStore> stores,
      Function<Interleaving.Turns, java.time.Clock> clocks) {
    this.agenda = agenda;
    this.interleaving = interleaving;
    this.stores = stores;
    this.clocks = clocks;
  }

  /** How many runners have begun the work of each operation. */
  Map<OperationId, Integer> begun() {
    return begun;
  }

  /** The operation's runners end at the next thing that they do of its work. */
  void cancel(OperationId id) {
    cancelled.add(id);
  }

  /** Starts a runner. */
  void start(OperationId id, Interleaving.Fate fate, Consumer<CommandState> ended) {
    interleaving.start(
        fate,
        process -> run(id, process),
        failure ->
            ended.accept(failure.map(SimulatedRunners::state).orElse(CommandState.SUCCEEDED)));
  }

  /** As {@code vigie node run}: whoever comes second ends well. */
  private static CommandState state(Throwable failure) {
    return failure instanceof VigieException told && told.code() == ErrorCode.OBJECT_EXISTS
        ? CommandState.SUCCEEDED
        : CommandState.FAILED;
  }

  private void run(OperationId id, Interleaving.Turns process) {
    ObjectStore store = stores.apply(process);
    Runner runner =
        new Runner(
            new OperationJournal(store),
            new PerKind<>(
                request -> backUp(store, request),
                request -> restore(store, request),
                _ -> {
                  throw new AssertionError("no drill was asked for");
                },
                _ -> {
                  throw new AssertionError("no copy was asked for");
                }),
            clocks.apply(process));
    Optional<Failure> error = runner.run(id, "a host").error();
    if (error.isPresent()) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, error.get().message());
    }
  }

  private Report backUp(ObjectStore store, OperationRequest request) {
    begin(request.id());
    Work.Backup work = (Work.Backup) request.work();
    Manifest manifest = Manifests.store(store, request.id(), work.cluster(), work.database());
    goOn(request.id());
    if (agenda.misfortune(10)) {
      return new Report.Backup(manifest.key(), 1, 1, 1, 1); // a lie: it is not committed
    }
    new JsonDocuments(store)
        .put(manifest.key(), manifest, work.tier().tags(), WriteCondition.IF_ABSENT);
    goOn(request.id());
    return dev.vigie.backup.BackupJob.report(manifest);
  }

  private Report restore(ObjectStore store, OperationRequest request) {
    begin(request.id());
    Work.Restore work = (Work.Restore) request.work();
    store.head(Manifest.DATA); // something takes its time
    goOn(request.id());
    int tables = agenda.misfortune(20) ? 1 : 2; // a lie: not all were compared
    return new Report.Restore(
        work.backupId(),
        work.target(),
        Optional.empty(),
        tables,
        5,
        List.of(),
        List.of(),
        List.of());
  }

  private void begin(OperationId id) {
    begun.merge(id, 1, Integer::sum);
    goOn(id);
  }

  private void goOn(OperationId id) {
    if (cancelled.contains(id)) {
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted");
    }
    if (agenda.misfortune(5)) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "pg_dump failed");
    }
  }
}
