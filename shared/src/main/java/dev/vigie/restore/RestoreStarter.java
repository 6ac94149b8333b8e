package dev.vigie.restore;

import dev.vigie.catalog.Catalog;
import dev.vigie.config.FleetSettings;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Requester;
import dev.vigie.operation.Started;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.TableCopy;
import dev.vigie.postgres.SqlText;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Begins restores: what a person asks for becomes an operation on the cluster's node.
 *
 * @param fleet where the clusters are
 * @param catalog the backups
 * @param journal the operations
 * @param dispatcher hands operations to nodes
 * @param clock the time, by which an approval expires
 */
public record RestoreStarter(
    FleetSettings fleet,
    Catalog catalog,
    OperationJournal journal,
    Dispatcher dispatcher,
    Clock clock) {
  /** In the place of a backup's id: the newest that was verified, or the newest if none was. */
  public static final String LATEST = "latest";

  /** In the place of a backup's id: the newest, verified or not. */
  public static final String NEWEST = "newest";

  /** Which backup. */
  public sealed interface Choice {
    /** The newest that was verified, or the newest if none was. */
    record Latest() implements Choice {}

    /** The newest, verified or not. */
    record Newest() implements Choice {}

    /** The newest that was taken at that time or before. */
    record At(Instant time) implements Choice {}

    /** This one. */
    record Named(OperationId id) implements Choice {}

    /**
     * The backup of this id, {@value #LATEST} or {@value #NEWEST}; {@code REQUEST_INVALID} for
     * another text.
     */
    static Choice of(String text) {
      return switch (text) {
        case LATEST -> new Latest();
        case NEWEST -> new Newest();
        default -> new Named(new OperationId(text));
      };
    }
  }

  /**
   * What was asked for.
   *
   * @param cluster whose backup
   * @param database whose backup
   * @param backup which one
   * @param target the database that will hold it; by default a new one, or the living one with swap
   * @param swap whether it takes the living database's place
   * @param tables the only ones that are restored; empty for all
   * @param approval the word that a swap needs; empty if none was given
   * @param requester who asked, and for which time
   */
  public record Order(
      String cluster,
      String database,
      Choice backup,
      Optional<String> target,
      boolean swap,
      List<TableCopy> tables,
      String approval,
      Requester requester) {}

  /**
   * What an order comes to.
   *
   * @param work with its backup found and its target named
   * @param notes what whoever asked should know of that backup, a sentence each
   */
  public record Selected(Work.Restore work, List<String> notes) {}

  /**
   * Begins the restore.
   *
   * @throws VigieException {@code BACKUP_UNKNOWN}, {@code REQUEST_INVALID} for names that cannot
   *     be, or {@code APPROVAL_NEEDED} for a swap that was not approved
   */
  public Started start(Order order) {
    FleetSettings.Cluster cluster = fleet.require(order.cluster());
    OperationId id = id(order);
    Optional<OperationRequest> asked = journal.request(id);
    if (asked.isPresent()) {
      // Delivered again, perhaps when its approval has expired: what was begun goes on as it was.
      return new Started(id, dispatcher.dispatch(asked.get()));
    }
    Selected selected = select(catalog, order, id);
    Work.Restore work = selected.work();
    if (work.swap()) {
      Approval.require(work, order.approval(), clock.instant());
    }
    return new Started(
        id,
        dispatcher.begin(id, order.requester(), fleet.restoreTimeout(), cluster.node(), work),
        selected.notes());
  }

  /** The operation that an order is. */
  static OperationId id(Order order) {
    return OperationId.of(order.requester().time(), "restore", order.requester().token());
  }

  /**
   * The work that an order asks for, with its backup found and its target named.
   *
   * @throws VigieException {@code BACKUP_UNKNOWN} if there is no such backup
   */
  public static Selected select(Catalog catalog, Order order, OperationId id) {
    SqlText.checkName(order.cluster());
    SqlText.checkName(order.database());
    BackupChoice choice = new BackupChoice(catalog, order.cluster(), order.database());
    OperationId backup = choice.find(order.backup());
    String target =
        order.target().orElseGet(() -> order.swap() ? order.database() : newName(order, id));
    return new Selected(
        new Work.Restore(
            order.cluster(), order.database(), backup, target, order.swap(), order.tables()),
        choice.notes(backup));
  }

  private static String newName(Order order, OperationId id) {
    String time = id.value().substring(0, id.value().indexOf('-')).toLowerCase(Locale.ROOT);
    return SqlText.suffixed(order.database(), "_restored_" + time);
  }
}
