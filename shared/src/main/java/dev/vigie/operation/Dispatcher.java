package dev.vigie.operation;

import dev.vigie.node.NodeCommands;
import dev.vigie.node.RunnerTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Hands an operation to the node that is to do it. Asked twice for the same operation it does it
 * once: the request is written once, and of two commands that were sent only one runner can claim
 * the work. Thread-safe.
 */
public final class Dispatcher {
  /**
   * How long whoever wrote the request has to send the command: the longest that a function of
   * Vigie's runs. Until then nobody else sends it, for of two commands the one that is noted need
   * not be the one whose runner claims the work, and {@link Reconciler} would believe the noted
   * one.
   */
  static final Duration SENDING = Duration.ofMinutes(1);

  private final OperationJournal journal;
  private final NodeCommands nodes;
  private final Clock clock;

  /** A dispatcher of this bucket's operations to these nodes. */
  public Dispatcher(OperationJournal journal, NodeCommands nodes, Clock clock) {
    this.journal = journal;
    this.nodes = nodes;
    this.clock = clock;
  }

  /** What became of a request. */
  public enum Dispatch {
    /** A command was sent now. */
    SENT,
    /** The operation was asked for before, and its command was sent then or is being sent. */
    ALREADY_ASKED,
    /** The node takes no command now; {@link Reconciler} sends it when the node is back. */
    NODE_OFFLINE
  }

  /**
   * Begins an operation, unless it was begun before; then it goes on as it was.
   *
   * @param id its name, which is the same whenever the same is asked
   * @param requester who asks
   * @param timeout from now on, after which it counts as lost
   * @param node who does it
   * @param work what is to be done
   * @return what became of it
   */
  public Dispatch begin(
      OperationId id, Requester requester, Duration timeout, String node, Work work) {
    Instant now = clock.instant();
    return dispatch(
        new OperationRequest(
            OperationRequest.SCHEMA_VERSION,
            id,
            now,
            now.plus(timeout),
            requester.name(),
            node,
            work));
  }

  /**
   * Writes the request, if it is new, and sends the command, if none was sent.
   *
   * @return what became of it
   */
  public Dispatch dispatch(OperationRequest request) {
    return journal.begin(request) ? send(request) : sendIfUnsent(journal.require(request.id()));
  }

  /** Sends the command of an operation asked for before, unless that was done or is under way. */
  Dispatch sendIfUnsent(OperationRequest asked) {
    boolean beingSent = clock.instant().isBefore(asked.requestedAt().plus(SENDING));
    return beingSent || journal.command(asked.id()).isPresent()
        ? Dispatch.ALREADY_ASKED
        : send(asked);
  }

  private Dispatch send(OperationRequest request) {
    if (!nodes.isOnline(request.node())) {
      return Dispatch.NODE_OFFLINE;
    }
    RunnerTask task = new RunnerTask(journal.store().bucket(), request.id().value());
    String commandId = nodes.run(request.node(), task);
    boolean noted = journal.noteCommand(request.id(), commandId, clock.instant());
    return noted ? Dispatch.SENT : Dispatch.ALREADY_ASKED;
  }
}
