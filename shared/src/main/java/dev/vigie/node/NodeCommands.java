package dev.vigie.node;

import dev.vigie.error.VigieException;
import java.util.Optional;

/**
 * Starting the runner on a machine. Only a bucket's name and an operation's id travel; what is to
 * be done stands in the bucket.
 *
 * <p>The contract, which {@code NodeCommandsContract} tests on every adapter:
 *
 * <ul>
 *   <li>{@link #run} returns once the command is accepted, not when it ended.
 *   <li>{@link #cancel} returns once the node was told. The runner's command ends in time, as any
 *       state that has ended; to tell a node twice, or of a task that has no runner, is no error.
 *   <li>{@link #find} never guesses: an unknown id is empty.
 *   <li>Passing faults are retried inside; what still fails is {@code NODE_UNAVAILABLE}.
 * </ul>
 *
 * <p>Adapters are thread-safe.
 */
public interface NodeCommands {

  /**
   * Whether the node would take a command now.
   *
   * @param node as for {@link #run}
   * @throws VigieException {@code NODE_UNKNOWN} if the adapter looks names up and there is none
   */
  boolean isOnline(String node);

  /**
   * Starts {@code vigie node run} on the node.
   *
   * @param node an EC2 instance id, or the adapter's own name for a machine
   * @return the command's id
   * @throws VigieException {@code NODE_UNAVAILABLE} if it was not accepted; {@code NODE_UNKNOWN} as
   *     above
   */
  String run(String node, RunnerTask task);

  /**
   * Ends the task's runners on the node, which then clean up behind themselves.
   *
   * @param node as for {@link #run}
   * @throws VigieException {@code NODE_UNAVAILABLE} if the node was not told; {@code NODE_UNKNOWN}
   *     as above
   */
  void cancel(String node, RunnerTask task);

  /** What is known of the command, or empty if there is none of this id. */
  Optional<CommandReport> find(String commandId);
}
