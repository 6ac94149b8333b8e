package dev.vigie.local;

import dev.vigie.node.RunnerTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A command that was started on this machine, as its JSON file holds it.
 *
 * @param commandId a UUID
 * @param bucket the task's bucket
 * @param operationId the task's operation
 * @param pid the process that runs it
 * @param startedAtMillis when that process started, milliseconds since 1970; 0 if it had ended
 *     before it could be asked
 */
record StartedCommand(
    String commandId, String bucket, String operationId, long pid, long startedAtMillis) {
  /**
   * Linux keeps a process's start relative to the boot, and the time of the boot, which each JVM
   * reads for itself, moves by up to a second when the clock is set. No machine hands out all its
   * process ids within two seconds, so the slack cannot take one process for another.
   */
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

  static StartedCommand of(String commandId, RunnerTask task, ProcessHandle process) {
    long startedAt = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return new StartedCommand(
        commandId, task.bucket(), task.operationId(), process.pid(), startedAt);
  }

  RunnerTask task() {
    return new RunnerTask(bucket, operationId);
  }

  /** The very process, if it still lives; a later process with the same id is not it. */
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
  }

  private boolean isSame(ProcessHandle process) {
    return process
        .info()
        .startInstant()
        .map(start -> Math.abs(start.toEpochMilli() - startedAtMillis) <= CLOCK_SLACK.toMillis())
        .orElse(false);
  }
}
