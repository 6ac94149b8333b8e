package dev.vigie.restore;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work;
import java.time.Duration;
import java.time.Instant;

/**
 * The word that a dry run gives and a swap of a living database needs: the second at which it
 * expires, and ten digits made from what would be swapped. It shows that whoever swaps has seen
 * what would happen to just this database with just this backup, a moment ago. It is no secret and
 * keeps nobody out: who may do what is IAM's to say.
 */
public final class Approval {
  /** How long it holds. */
  public static final Duration HOLDS = Duration.ofMinutes(15);

  /** Machines' clocks differ. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private Approval() {}

  /** The word for this work, given now. */
  public static String give(Work.Restore work, Instant now) {
    return word(work, now.plus(HOLDS)).value();
  }

  /**
   * Looks at the word of a swap.
   *
   * @throws VigieException {@code APPROVAL_NEEDED} if it is for something else, or has expired
   */
  public static void require(Work.Restore work, String given, Instant now) {
    if (given.isEmpty()) {
      throw refused(work, "was not approved");
    }
    OperationId word = new OperationId(given);
    if (!word.equals(word(work, word.time()))) {
      throw refused(
          work,
          "was approved for another backup or target, or not at all; or there is a newer backup");
    }
    if (word.time().isBefore(now.minus(SKEW)) || word.time().isAfter(now.plus(HOLDS).plus(SKEW))) {
      throw refused(work, "was approved until " + word.time() + ", and it is " + now);
    }
  }

  private static OperationId word(Work.Restore work, Instant expiry) {
    return OperationId.of(
        expiry,
        "approval",
        work.cluster(),
        work.database(),
        work.backupId().value(),
        work.target());
  }

  private static VigieException refused(Work.Restore work, String why) {
    return new VigieException(
        ErrorCode.APPROVAL_NEEDED,
        "that backup %s takes the place of the living database \"%s\" of cluster \"%s\" %s"
            .formatted(work.backupId(), work.target(), work.cluster(), why));
  }
}
