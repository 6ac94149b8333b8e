package dev.vigie.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: the work is interrupted and its child processes are ended, and the JVM waits
 * until the work has cleaned up behind itself: uploads aborted, servers stopped.
 */
final class Interruption {
  /** Aborting an upload and stopping a server take a second or two; SSM kills after more. */
  private static final long CLEAN_UP_SECONDS = 20;

  private static final CountDownLatch ENDED = new CountDownLatch(1);

  private Interruption() {}

  /** From now on a signal interrupts the calling thread. */
  static void install() {
    Thread work = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> await(work), "interruption"));
  }

  /** The work is done, and its thread needs no interrupt any more. */
  static void ended() {
    ENDED.countDown();
  }

  /** Interrupts the work that the thread does, and does not wait for its end. */
  static void interrupt(Thread work) {
    // Looked for before the work hears of it: what it starts from then on cleans up behind it.
    List<ProcessHandle> programs;
    try {
      programs = ProcessHandle.current().children().toList();
    } finally {
      work.interrupt();
    }
    // A thread that reads from a pipe hears no interrupt; it hears the end of the pipe.
    programs.forEach(ProcessHandle::destroy);
  }

  private static void await(Thread work) {
    if (ENDED.getCount() == 0) {
      return;
    }
    interrupt(work);
    try {
      ENDED.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
