package dev.vigie.restore;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.config.FleetSettings;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.NodeCommands;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Work;
import dev.vigie.restore.RestoreStarter.Order;
import dev.vigie.storage.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says what a restore would do, and changes nothing. Thread-safe.
 *
 * @param fleet where the clusters are
 * @param catalog the backups
 * @param journal the operations
 * @param nodes whether the node is there
 * @param clock the time
 */
public record RestorePlanner(
    FleetSettings fleet,
    Catalog catalog,
    OperationJournal journal,
    NodeCommands nodes,
    Clock clock) {
  /** How many operations are looked through: two requests to S3 each, so some seconds at most. */
  private static final int LOOKED_THROUGH = 100;

  /** One restore that was asked for, and its outcome if it has ended. */
  private record Earlier(OperationRequest request, Work.Restore work, Optional<Outcome> outcome) {}

  /**
   * The plan of what an order asks for.
   *
   * @throws VigieException as {@link RestoreStarter#start}, but for {@code APPROVAL_NEEDED}
   */
  public RestorePlan plan(Order order) {
    FleetSettings.Cluster cluster = fleet.require(order.cluster());
    RestoreStarter.Selected selected =
        RestoreStarter.select(catalog, order, RestoreStarter.id(order));
    Work.Restore work = selected.work();
    Manifest manifest =
        catalog.find(work.cluster(), work.database(), work.backupId()).orElseThrow();
    List<Manifest.Table> tables = tables(work, manifest);
    List<Earlier> earlier = earlier(work);
    return new RestorePlan(
        work.backupId(),
        manifest.startedAt(),
        work.target(),
        tables.size(),
        tables.stream().mapToLong(Manifest.Table::rows).sum(),
        manifest.storedBytes(),
        steps(work, manifest),
        lastTook(work, earlier),
        Optional.empty(),
        selected.notes(),
        inTheWay(cluster, work, manifest, earlier),
        work.swap() ? Optional.of(Approval.give(work, clock.instant())) : Optional.empty());
  }

  private static List<Manifest.Table> tables(Work.Restore work, Manifest manifest) {
    return manifest.tables().stream()
        .filter(
            table ->
                work.tables().isEmpty()
                    || work.tables().stream().anyMatch(copy -> isNamed(copy, table)))
        .toList();
  }

  private static boolean isNamed(Work.TableCopy copy, Manifest.Table table) {
    return copy.from().schema().equals(table.schema()) && copy.from().name().equals(table.name());
  }

  private static List<String> steps(Work.Restore work, Manifest manifest) {
    List<String> steps = new ArrayList<>();
    steps.add(
        "%s of backup %s, taken at %s, is restored into a new database of a name of its own"
            .formatted(
                work.tables().isEmpty() ? "All" : work.tables().size() + " tables",
                work.backupId(),
                manifest.startedAt()));
    steps.add("every table of it is compared with the manifest, rows and fingerprint");
    if (work.swap()) {
      steps.add(
          "clients of the living database \"%s\" are asked to leave, and in one transaction it gets another name and the restored one takes its own"
              .formatted(work.target()));
      steps.add(
          "the replaced database is kept, and vigie undo swaps back for %d days"
              .formatted(Undo.WITHIN.toDays()));
    } else if (work.tables().isEmpty()) {
      steps.add("it is renamed to \"%s\"; nothing else is touched".formatted(work.target()));
    } else {
      steps.add(
          "the tables go into \"%s\" in one transaction, which is made if it is not there"
              .formatted(work.target()));
    }
    return steps;
  }

  private List<String> inTheWay(
      FleetSettings.Cluster cluster, Work.Restore work, Manifest manifest, List<Earlier> earlier) {
    List<String> obstacles = new ArrayList<>();
    node(cluster).ifPresent(obstacles::add);
    for (Manifest.Archive archive : manifest.archives()) {
      Optional<StoredObject> found = journal.store().head(archive.object().key());
      if (found.filter(object -> object.size() == archive.object().storedBytes()).isEmpty()) {
        obstacles.add(archive.object().key() + " is not the object that the manifest names");
      }
    }
    for (Work.TableCopy copy : work.tables()) {
      if (manifest.tables().stream().noneMatch(table -> isNamed(copy, table))) {
        obstacles.add("the backup has no table " + copy.from());
      }
    }
    earlier.stream()
        .filter(each -> each.outcome().isEmpty() && each.work().target().equals(work.target()))
        .map(each -> "restore %s into the same target is under way".formatted(each.request().id()))
        .forEach(obstacles::add);
    return obstacles;
  }

  private Optional<String> node(FleetSettings.Cluster cluster) {
    try {
      return nodes.isOnline(cluster.node())
          ? Optional.empty()
          : Optional.of("node " + cluster.node() + " is not online; it would wait for it");
    } catch (VigieException e) {
      if (e.code() == ErrorCode.NODE_UNAVAILABLE || e.code() == ErrorCode.NODE_UNKNOWN) {
        return Optional.of(e.getMessage());
      }
      throw e;
    }
  }

  private static Optional<Duration> lastTook(Work.Restore work, List<Earlier> earlier) {
    return earlier.stream()
        .filter(each -> each.work().tables().isEmpty() == work.tables().isEmpty())
        .filter(each -> each.work().database().equals(work.database()))
        .flatMap(each -> each.outcome().stream().flatMap(end -> took(each.request(), end)))
        .findFirst();
  }

  private static Stream<Duration> took(OperationRequest request, Outcome end) {
    Instant from = request.requestedAt();
    return end.status() == Outcome.Status.SUCCEEDED
        ? Stream.of(Duration.between(from, end.recordedAt()))
        : Stream.empty();
  }

  /** The restores of the same cluster among the newest operations, newest first. */
  private List<Earlier> earlier(Work.Restore work) {
    return journal.newest(LOOKED_THROUGH).stream()
        .flatMap(id -> earlier(id).stream())
        .filter(each -> each.work().cluster().equals(work.cluster()))
        .toList();
  }

  private Optional<Earlier> earlier(OperationId id) {
    try {
      return journal
          .request(id)
          .flatMap(
              request ->
                  request.work() instanceof Work.Restore restore
                      ? Optional.of(new Earlier(request, restore, journal.outcome(id)))
                      : Optional.empty());
    } catch (VigieException e) {
      // Another operation's damaged document says nothing of this one; Reconciler tells of it.
      if (e.code().category() == ErrorCategory.INTEGRITY) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
