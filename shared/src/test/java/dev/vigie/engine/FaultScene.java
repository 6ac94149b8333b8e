package dev.vigie.engine;

import dev.vigie.storage.FaultProxy;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An operation that a runner of its own does, with everything between it and the bucket in our
 * hands.
 *
 * @param engine the server, and the bucket without anything in between
 * @param proxy in between
 * @param running the runner's process, once it was started
 */
record FaultScene(Engine engine, FaultProxy proxy, AtomicReference<ProcessHandle> running) {
  /** The runner's process. */
  ProcessHandle runner() {
    ProcessHandle process = running.get();
    // The first request can be made before the process is known.
    while (process == null) {
      Thread.onSpinWait();
      process = running.get();
    }
    return process;
  }
}
