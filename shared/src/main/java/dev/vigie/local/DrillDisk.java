package dev.vigie.local;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * A file system of bounded size for one throw-away server, in a sparse file on a loop device: a
 * container can have no more of a disk than that. A lock that the kernel gives back, however a
 * process ends, says whose it is. Needs root.
 */
final class DrillDisk implements AutoCloseable {
  private final Path directory;
  private final FileChannel lock;

  private DrillDisk(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /** Bytes that are free in the directory, or where it will be. */
  static long freeBytes(Path directory) {
    try {
      // The root is always there.
      Path there = directory.toAbsolutePath().normalize();
      while (!Files.exists(there)) {
        there = there.resolve("..").normalize();
      }
      return Files.getFileStore(there).getUsableSpace();
    } catch (IOException e) {
      throw failed("the free room of " + directory + " cannot be read", e);
    }
  }

  /** Waits until nobody else drills here. */
  static DrillDisk lock(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel lock =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lock.lock();
        return new DrillDisk(directory, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw failed("no drill can be prepared in " + directory, e);
    }
  }

  /**
   * Makes the file system, without a journal: it outlives no crash. What a killed drill left is
   * removed before; nobody may use it any more.
   */
  void make(long bytes) {
    remove();
    try {
      Files.createDirectories(mounted());
    } catch (IOException e) {
      throw failed("no drill can be prepared in " + directory, e);
    }
    run("truncate", "--size", String.valueOf(bytes), image().toString());
    run("mkfs.ext4", "-q", "-F", "-m", "0", "-O", "^has_journal", image().toString());
    run("mount", "-o", "loop,nodev,nosuid,noatime", image().toString(), mounted().toString());
  }

  /** Where it is mounted. */
  Path mounted() {
    return directory.resolve("data");
  }

  private Path image() {
    return directory.resolve("disk");
  }

  private void remove() {
    try {
      if (isMounted()) {
        run("umount", mounted().toString());
      }
      Files.deleteIfExists(image());
      Files.deleteIfExists(mounted());
    } catch (IOException e) {
      throw failed("a drill's disk in " + directory + " cannot be removed", e);
    }
  }

  private boolean isMounted() throws IOException {
    // The fifth field of proc_pid_mountinfo(5).
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .anyMatch(line -> line.split(" ", -1)[4].equals(mounted().toString()));
  }

  @Override
  public void close() {
    try (lock) {
      remove();
    } catch (IOException e) {
      throw failed("the lock in " + directory + " cannot be given back", e);
    }
  }

  private static void run(String... command) {
    Run.toEnd(
        Run.builder(List.of(command), Map.of(), Path.of("/")),
        new ByteArrayInputStream(new byte[0]));
  }

  private static VigieException failed(String message, IOException cause) {
    return new VigieException(ErrorCode.CLIENT_FAILED, message, cause);
  }
}
