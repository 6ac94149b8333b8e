package dev.vigie.operation;

import dev.vigie.node.CommandReport;
import java.util.Optional;

/**
 * The command that did an operation, as its outcome keeps it for whoever looks into how it went.
 *
 * @param commandId the node's id of it
 * @param outputHead the first characters of what it printed, at most {@value #MOST_CHARACTERS};
 *     empty if it had not ended when the outcome was written, for only then SSM tells
 * @param log where people find all that it printed: the address of a page; empty if nowhere
 */
public record CommandTrace(String commandId, String outputHead, Optional<String> log) {
  /** Enough for a result or a stack trace, and little beside an event's 256 KB. */
  static final int MOST_CHARACTERS = 4_000;

  /** Cuts nothing in half that JSON could not hold. */
  static CommandTrace of(CommandReport report) {
    String output = report.outputHead();
    int end = Math.min(output.length(), MOST_CHARACTERS);
    if (end < output.length() && Character.isHighSurrogate(output.charAt(end - 1))) {
      end--;
    }
    return new CommandTrace(report.commandId(), output.substring(0, end), report.log());
  }
}
