package dev.vigie.node;

import java.util.Optional;

/**
 * What is known of a command.
 *
 * @param commandId its id
 * @param task what it was sent to do
 * @param state where it is
 * @param outputHead the first characters of what it printed, at most 24,000 (SSM's bound)
 * @param log where people find all that it printed: the address of a page; empty if nowhere
 */
public record CommandReport(
    String commandId,
    RunnerTask task,
    CommandState state,
    String outputHead,
    Optional<String> log) {

  /** A command whose output is kept nowhere else. */
  public CommandReport(String commandId, RunnerTask task, CommandState state, String outputHead) {
    this(commandId, task, state, outputHead, Optional.empty());
  }
}
