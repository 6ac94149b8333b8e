package dev.vigie.node;

/**
 * What is known of a command.
 *
 * @param commandId its id
 * @param task what it was sent to do
 * @param state where it is
 * @param outputHead the first characters of what it printed, at most 24,000 (SSM's bound)
 */
public record CommandReport(
    String commandId, RunnerTask task, CommandState state, String outputHead) {}
