package dev.vigie.restore;

import dev.vigie.operation.OperationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a restore would do: the answer to a dry run. Only the node can look at the server, so
 * whether a target exists there is seen when the restore is done, and refused then.
 *
 * @param backupId which backup it would be
 * @param takenAt how the database was at that time
 * @param target the database that would hold it
 * @param tables how many tables would be restored
 * @param rows of these
 * @param storedBytes of the whole backup, in the bucket
 * @param steps what would happen, a sentence each, in order
 * @param lastTook how long the last restore of this database took from request to outcome that went
 *     well; empty if none is among the newest operations
 * @param estimate how long this one would take, by the drills of this database; empty if none
 *     proved a backup
 * @param notes what to know of the backup, a sentence each
 * @param inTheWay why it would not begin, or would fail, as far as can be seen; a sentence each
 * @param approval the word that the swap needs; empty if nothing would be swapped
 */
public record RestorePlan(
    OperationId backupId,
    Instant takenAt,
    String target,
    int tables,
    long rows,
    long storedBytes,
    List<String> steps,
    Optional<Duration> lastTook,
    Optional<Duration> estimate,
    List<String> notes,
    List<String> inTheWay,
    Optional<String> approval) {

  /** The same with an estimate. */
  public RestorePlan estimated(Optional<Duration> duration) {
    return new RestorePlan(
        backupId,
        takenAt,
        target,
        tables,
        rows,
        storedBytes,
        steps,
        lastTook,
        duration,
        notes,
        inTheWay,
        approval);
  }
}
