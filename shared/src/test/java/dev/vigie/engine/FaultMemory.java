package dev.vigie.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A control group of memory for a runner and all that it starts, of version 1 or 2, where this
 * process may make one.
 *
 * @param group its directory
 * @param limit the file that bounds it
 * @param usage the file that tells how much is in use
 */
record FaultMemory(Path group, String limit, String usage) implements AutoCloseable {
  private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/memory");
  private static final Path VERSION_2 = Path.of("/sys/fs/cgroup");
  private static final int TRIES = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LOOK_EVERY_MILLIS = 50;

  /** Why there can be none. */
  static Optional<String> missing() {
    return Files.isWritable(parent())
        ? Optional.empty()
        : Optional.of("bounding a runner's memory takes root and control groups");
  }

  static FaultMemory open() {
    try {
      Path group = parent().resolve("vigie-faults-" + ProcessHandle.current().pid());
      Files.createDirectories(group);
      return isVersion1()
          ? new FaultMemory(group, "memory.limit_in_bytes", "memory.usage_in_bytes")
          : new FaultMemory(group, "memory.max", "memory.current");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands before a command that is to be in it. */
  List<String> prefix() {
    return List.of(
        "/bin/sh", "-c", "echo $$ >\"$1\" && shift && exec \"$@\"", "in", group + "/cgroup.procs");
  }

  /**
   * Leaves nothing free. What is in use grows meanwhile, and less than that cannot be the bound.
   */
  void exhaust() {
    for (int i = 0; i < TRIES; i++) {
      try {
        String used = Files.readString(group.resolve(usage)).strip();
        Files.writeString(group.resolve(limit), used);
        return;
      } catch (IOException e) {
        if (i == TRIES - 1) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Is removed once its last process has ended, which those that were killed do in their time. */
  @Override
  public void close() {
    try {
      Files.writeString(group.resolve(limit), isVersion1() ? "-1" : "max");
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!isEmpty() && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      }
      Files.delete(group);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private boolean isEmpty() throws IOException {
    return Files.readString(group.resolve("cgroup.procs")).isBlank();
  }

  private static boolean isVersion1() {
    return Files.isDirectory(VERSION_1);
  }

  private static Path parent() {
    return isVersion1() ? VERSION_1 : VERSION_2;
  }
}
