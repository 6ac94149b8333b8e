package dev.vigie.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A directory that is a file system of its own, in memory, where this process may mount one: it
 * becomes full without anything being written, for its bound is set to what is in use.
 */
final class FaultDisk implements AutoCloseable {
  /** A drill wants 3 GiB free. It is a bound and takes no memory. */
  private static final String SIZE = "size=6g,nr_inodes=200000";

  /** A block of stat is a page. */
  private static final int PAGE = 4_096;

  private static final int TRIES = 100;

  /** Whether this process has mounts of its own, which end with it. */
  private static final boolean MOUNTS = Boolean.getBoolean("vigie.faults.mounts");

  private final Path directory;

  private FaultDisk(Path directory) {
    this.directory = directory;
  }

  /** Why there can be none that becomes full. */
  static Optional<String> missing() {
    return MOUNTS
        ? Optional.empty()
        : Optional.of("mounting a small file system takes root, and unshare");
  }

  /** Mounts it on a new directory, or leaves that what it is. */
  static FaultDisk on(Path directory) throws IOException {
    Files.createDirectories(directory);
    if (MOUNTS) {
      require("mount", "-t", "tmpfs", "-o", "mode=711," + SIZE, "faults", directory);
    }
    return new FaultDisk(directory);
  }

  /** Takes away what a process that ended early has left mounted on the directory. */
  static void release(Path directory) {
    if (MOUNTS) {
      run("umount", "--quiet", "--lazy", directory);
    }
  }

  /** Where it is. */
  Path directory() {
    return directory;
  }

  /** Leaves not one page free, or one where none is in use: no page at all would mean no bound. */
  void fill() {
    bound(() -> "size=" + Math.max(1, used("%b", "%f")) * PAGE);
  }

  /** Leaves not one more file possible. */
  void fillInodes() {
    bound(() -> "nr_inodes=" + used("%c", "%d"));
  }

  /** Has room again. */
  void heal() {
    if (MOUNTS) {
      require("mount", "-o", "remount," + SIZE, directory);
    }
  }

  /** What is in use grows meanwhile, and less than that cannot be the bound. */
  private void bound(Supplier<String> option) {
    String failed = "";
    for (int i = 0; i < TRIES; i++) {
      failed = run("mount", "-o", "remount," + option.get(), directory);
      if (failed.isEmpty()) {
        return;
      }
    }
    throw new AssertionError(failed);
  }

  private long used(String all, String free) {
    String[] words =
        output(List.of("stat", "-f", "-c", all + " " + free, directory.toString())).split(" ", 2);
    return Long.parseLong(words[0]) - Long.parseLong(words[1]);
  }

  private static void require(Object... words) {
    String failed = run(words);
    if (!failed.isEmpty()) {
      throw new AssertionError(failed);
    }
  }

  /** Returns what it says of a failure. */
  private static String run(Object... words) {
    List<String> command = new ArrayList<>();
    for (Object word : words) {
      command.add(word.toString());
    }
    return output(command);
  }

  static String output(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new AssertionError(command + " does not end");
      }
      return process.exitValue() != 0 && said.isEmpty() ? command + " failed" : said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    if (MOUNTS) {
      require("umount", "--lazy", directory);
    }
  }
}
