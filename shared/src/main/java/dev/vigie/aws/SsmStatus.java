package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandState;
import java.util.Locale;
import java.util.Optional;

/**
 * SSM's words for where a command is. Sources: AWS Systems Manager API Reference, {@code
 * GetCommandInvocation} and {@code Command} (fields {@code Status} and {@code StatusDetails}); AWS
 * Systems Manager User Guide, "Understanding command statuses".
 */
public final class SsmStatus {
  private SsmStatus() {}

  /**
   * The state that SSM's words mean. The same status is written in several ways ({@code TimedOut},
   * {@code Timed Out}, {@code DeliveryTimedOut}, {@code Delivery Timed Out}), so case, spaces,
   * hyphens and underscores do not count. The details decide where they are known, for they tell
   * more; else the status.
   *
   * @param status a status, as a command, an invocation or an event of either carries it
   * @param details its details; may be empty
   * @throws VigieException {@code INTERNAL} if neither word is known
   */
  public static CommandState stateOf(String status, String details) {
    return known(details)
        .or(() -> known(status))
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.INTERNAL,
                    "SSM tells a status that is not known: " + status + " (" + details + ")"));
  }

  private static Optional<CommandState> known(String word) {
    return switch (word.replaceAll("[ _-]", "").toLowerCase(Locale.ROOT)) {
      case "pending", "delayed" -> Optional.of(CommandState.PENDING);
      // A command that is being cancelled still runs, and may even succeed.
      case "inprogress", "cancelling", "canceling" -> Optional.of(CommandState.RUNNING);
      case "success" -> Optional.of(CommandState.SUCCEEDED);
      // Terminated: SSM cancelled it because too many others had failed.
      case "cancelled", "canceled", "terminated" -> Optional.of(CommandState.CANCELLED);
      case "timedout", "deliverytimedout", "executiontimedout", "undeliverable" ->
          Optional.of(CommandState.TIMED_OUT);
      case "failed",
          "incomplete",
          "invalidplatform",
          "accessdenied",
          "noinstancesintag",
          "limitexceeded",
          "rateexceeded" ->
          Optional.of(CommandState.FAILED);
      default -> Optional.empty();
    };
  }
}
