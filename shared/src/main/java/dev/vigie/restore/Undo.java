package dev.vigie.restore;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Report;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.SqlText;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * Takes a swap back: the database that was replaced gets its name again, and the restored one is
 * kept under another.
 *
 * @param server tools on the server
 * @param clock the time
 */
public record Undo(PgTools server, Clock clock) {
  /**
   * How long a swap can be taken back. Later it would put away more new work than it brings back;
   * the kept database stays, and its tables can be copied by hand.
   */
  public static final Duration WITHIN = Duration.ofDays(7);

  /**
   * What an undo did.
   *
   * @param database that is as it was before the restore
   * @param keptAs the name that the restored database has now
   */
  public record Undone(String database, String keptAs) {}

  /**
   * Undoes a restore.
   *
   * @param id of the restore
   * @param restore its report
   * @throws VigieException {@code UNDO_IMPOSSIBLE} if it swapped nothing, was asked for more than
   *     {@link #WITHIN} ago, or the kept database is gone
   */
  public Undone run(OperationId id, Report.Restore restore) {
    PgTools maintenance = server.on("postgres");
    String kept =
        restore
            .keptAs()
            .orElseThrow(() -> impossible("restore " + id + " took no database's place"));
    if (clock.instant().isAfter(id.time().plus(WITHIN))) {
      throw impossible(
          "restore %s is of more than %d days ago; the database that it replaced is kept as \"%s\""
              .formatted(id, WITHIN.toDays(), kept));
    }
    if (!maintenance.psql().databaseExists(kept)) {
      throw impossible("the database \"" + kept + "\", which restore " + id + " kept, is gone");
    }
    if (!maintenance.psql().databaseExists(restore.target())) {
      throw impossible("the database \"" + restore.target() + "\" is gone");
    }
    String time = id.value().substring(0, id.value().indexOf('-')).toLowerCase(Locale.ROOT);
    String undone = SqlText.suffixed(restore.target(), "_undone_" + time);
    new DatabaseSwap(maintenance).swap(restore.target(), undone, kept);
    return new Undone(restore.target(), undone);
  }

  private static VigieException impossible(String message) {
    return new VigieException(ErrorCode.UNDO_IMPOSSIBLE, message);
  }
}
