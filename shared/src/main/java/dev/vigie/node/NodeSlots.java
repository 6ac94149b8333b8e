package dev.vigie.node;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * How many backups one machine makes at once. Each holds the lock of a file for as long as it
 * works; the kernel gives it up if its process dies. Who finds no file free waits. Only the machine
 * knows when a backup ends, so that nothing that sends commands could hold to a number as well.
 * Thread-safe.
 *
 * @param directory of the files, made if it is not there
 * @param slots how many there are; 1 to 64
 * @param clock tells when the time of an operation is over
 */
public record NodeSlots(Path directory, int slots, InstantSource clock) {
  /** The number of slots; without it a machine does as much at once as it is asked for. */
  public static final String SLOTS_VARIABLE = "VIGIE_SLOTS";

  /** Where the files are. */
  public static final String DIRECTORY_VARIABLE = "VIGIE_SLOTS_DIRECTORY";

  private static final int MOST = 64;

  private static final String DEFAULT_DIRECTORY = "/run/vigie";

  /** Between two looks whether a slot is free. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Refuses a number out of its range, with {@code SETTING_INVALID}. */
  public NodeSlots {
    if (slots < 1 || slots > MOST) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "%s is %d; it is 1 to %d".formatted(SLOTS_VARIABLE, slots, MOST));
    }
  }

  /** A slot that is held until it is closed. */
  public record Slot(FileChannel channel) implements AutoCloseable {
    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new VigieException(
            ErrorCode.INTERNAL, "a slot of this machine cannot be given up", e);
      }
    }
  }

  /**
   * This machine's slots, if it has a bound.
   *
   * @throws VigieException {@code SETTING_INVALID} for a value that is none
   */
  public static Optional<NodeSlots> fromEnvironment(
      Map<String, String> environment, InstantSource clock) {
    String slots = environment.getOrDefault(SLOTS_VARIABLE, "");
    if (slots.isEmpty()) {
      return Optional.empty();
    }
    if (!slots.matches("\\d{1,3}")) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID, SLOTS_VARIABLE + " is no number: " + slots);
    }
    String directory = environment.getOrDefault(DIRECTORY_VARIABLE, DEFAULT_DIRECTORY);
    return Optional.of(new NodeSlots(Path.of(directory), Integer.parseInt(slots), clock));
  }

  /**
   * Takes a slot, and waits for one if none is free.
   *
   * @param operation for which
   * @param deadline until when it makes sense
   * @throws VigieException {@code NODE_BUSY} if none was free until the operation's deadline,
   *     {@code INTERRUPTED} if the wait was, {@code INTERNAL} if the files cannot be used
   */
  public Slot take(String operation, Instant deadline) {
    try {
      while (clock.instant().isBefore(deadline)) {
        Optional<Slot> free = tryToTake();
        if (free.isPresent()) {
          return free.get();
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(
          ErrorCode.INTERRUPTED, "interrupted while waiting for a slot of this machine", e);
    }
    throw new VigieException(
        ErrorCode.NODE_BUSY,
        "operation %s found none of this machine's %d slots free by %s"
            .formatted(operation, slots, deadline));
  }

  /**
   * A slot, if one is free now.
   *
   * @throws VigieException {@code INTERNAL} if the files cannot be used
   */
  public Optional<Slot> tryToTake() {
    try {
      Files.createDirectories(directory);
      for (int number = 1; number <= slots; number++) {
        Optional<Slot> slot = tryToTake(directory.resolve("slot-" + number));
        if (slot.isPresent()) {
          return slot;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.INTERNAL, "the slots of this machine, in " + directory + ", cannot be used", e);
    }
  }

  private static Optional<Slot> tryToTake(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
      taken = lock.isPresent();
      return lock.map(_ -> new Slot(channel));
    } catch (OverlappingFileLockException heldByThisProcess) {
      return Optional.empty();
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }
}
