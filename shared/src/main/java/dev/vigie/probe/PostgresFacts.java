package dev.vigie.probe;

import java.util.List;
import java.util.Optional;

/**
 * What a PostgreSQL server says of itself.
 *
 * @param connections clients' that are taken
 * @param mostConnections that there are for clients, without those kept for superusers
 * @param transactionAge of the oldest id that is not frozen, in transactions
 * @param oldest the database that has it
 * @param replicas that it sends to
 * @param slots that it keeps WAL for
 * @param replay how it follows another server, if it does
 */
public record PostgresFacts(
    int connections,
    int mostConnections,
    long transactionAge,
    String oldest,
    List<Replica> replicas,
    List<Slot> slots,
    Optional<Replay> replay) {
  /** Keeps copies. */
  public PostgresFacts {
    replicas = List.copyOf(replicas);
    slots = List.copyOf(slots);
  }

  /**
   * A replica.
   *
   * @param name its application's name
   * @param behind bytes of WAL that it has not replayed
   */
  public record Replica(String name, long behind) {}

  /**
   * A replication slot.
   *
   * @param name its name
   * @param active whether somebody reads from it
   * @param kept bytes of WAL that are kept for it
   */
  public record Slot(String name, boolean active, long kept) {}

  /**
   * How a replica follows.
   *
   * @param behind bytes of WAL that it received and has not replayed
   * @param receiving whether it receives
   */
  public record Replay(long behind, boolean receiving) {}
}
