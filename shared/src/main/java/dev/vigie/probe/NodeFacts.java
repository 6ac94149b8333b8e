package dev.vigie.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.JsonDocuments;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a machine says of itself: one line of JSON, which {@code vigie node probe} prints.
 *
 * @param schemaVersion of this form, {@value #SCHEMA_VERSION}
 * @param at what its clock showed
 * @param fileSystems those on its disks
 * @param memory what it has; empty if that could not be read
 * @param swarm what its engine says, if the machine manages a Swarm
 * @param postgres what its server says, if there is one
 * @param unread what could not be read, by the part's name, and why
 */
public record NodeFacts(
    int schemaVersion,
    Instant at,
    List<FileSystem> fileSystems,
    Optional<Memory> memory,
    Optional<SwarmFacts> swarm,
    Optional<PostgresFacts> postgres,
    Map<String, String> unread) {
  /** The form that this program writes, and the newest that it reads. */
  public static final int SCHEMA_VERSION = 1;

  /** What {@link #unread} calls the file systems. */
  public static final String DISK = "disk";

  /** What it calls the memory. */
  public static final String MEMORY = "memory";

  /** What it calls the Swarm. */
  public static final String SWARM = "swarm";

  /** What it calls PostgreSQL. */
  public static final String POSTGRES = "postgres";

  /** Refuses a form from the future, with {@code MANIFEST_INVALID}; keeps copies. */
  public NodeFacts {
    JsonDocuments.checkVersion("machine's answer", schemaVersion, SCHEMA_VERSION);
    fileSystems = List.copyOf(fileSystems);
    unread = Map.copyOf(unread);
  }

  /** Of a machine of which nothing is told but the time. */
  static NodeFacts ofNothing(Instant at) {
    return new NodeFacts(
        SCHEMA_VERSION,
        at,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /**
   * One file system.
   *
   * @param mount where it is
   * @param bytes that it has, for those who are not root
   * @param free bytes of these
   * @param inodes that it has; 0 where it makes them as it goes
   * @param freeInodes of these
   */
  public record FileSystem(String mount, long bytes, long free, long inodes, long freeInodes) {}

  /**
   * Memory, in bytes (proc_meminfo(5), MemTotal and MemAvailable).
   *
   * @param total all
   * @param available what can be had without swapping
   */
  public record Memory(long total, long available) {}

  /**
   * Reads what a machine said.
   *
   * @throws VigieException {@code NODE_UNAVAILABLE} if that is no answer of this form
   */
  public static NodeFacts read(String said) {
    try {
      NodeFacts facts = JsonDocuments.MAPPER.readValue(said, NodeFacts.class);
      if (facts != null) {
        return facts;
      }
      throw unreadable(said, null);
    } catch (JsonProcessingException e) {
      throw unreadable(said, e);
    }
  }

  private static VigieException unreadable(String said, @Nullable Throwable cause) {
    return new VigieException(
        ErrorCode.NODE_UNAVAILABLE,
        "its answer of %d characters is not what a machine says of itself".formatted(said.length()),
        "Look at the command's output on the machine; its runner may be of another version.",
        cause);
  }
}
