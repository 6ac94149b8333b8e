package dev.vigie.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.ServerContainer;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A throw-away PostgreSQL in a container of a given image, with bounded processors, memory and
 * disk, and without a network. Its data is not made safe against a crash: it lies on a file system
 * of its own in a file, and goes with it. There is one at a time on a machine; what a killed one
 * left is removed by the next. Thread-safe.
 */
public final class DrillContainer implements AutoCloseable {
  /** On every container of a drill, with the drill's id. */
  static final String LABEL = "dev.vigie.drill";

  /** The image may have to be pulled. */
  private static final Duration START_BOUND = Duration.ofMinutes(15);

  private static final Duration READY_BOUND = Duration.ofMinutes(2);
  private static final Duration ASK_EVERY = Duration.ofMillis(200);
  private static final String DATA = "/var/lib/postgresql/drill";

  /** As the distribution's reference writes names, tags and digests; none begins with a hyphen. */
  private static final Pattern IMAGE =
      Pattern.compile("[a-z0-9][A-Za-z0-9._/:-]{0,400}(@sha256:[0-9a-f]{64})?");

  private final String name;
  private final DrillDisk disk;

  private DrillContainer(String name, DrillDisk disk) {
    this.name = name;
    this.disk = disk;
  }

  /**
   * What a container may take of its machine.
   *
   * @param directory where its disk is, and the lock by which there is one at a time
   * @param cpus processors, 1 to 64
   * @param memoryMebibytes 256 to 1,048,576; none of it is swapped
   */
  public record Bounds(Path directory, int cpus, int memoryMebibytes) {
    /** Names the directory. */
    public static final String DIRECTORY_VARIABLE = "VIGIE_DRILL_DIRECTORY";

    /** Names the number of processors. */
    public static final String CPUS_VARIABLE = "VIGIE_DRILL_CPUS";

    /** Names the memory in MiB. */
    public static final String MEMORY_VARIABLE = "VIGIE_DRILL_MEMORY_MIB";

    private static final String DIRECTORY = "/var/lib/vigie/drills";
    private static final int MEMORY = 1_024;

    /** Refuses what is out of its range, with {@code SETTING_INVALID}. */
    public Bounds {
      check(directory.isAbsolute(), DIRECTORY_VARIABLE + " is no absolute path: " + directory);
      check(cpus >= 1 && cpus <= 64, CPUS_VARIABLE + " is 1 to 64, not " + cpus);
      check(
          memoryMebibytes >= 256 && memoryMebibytes <= 1 << 20,
          MEMORY_VARIABLE + " is 256 to 1048576, not " + memoryMebibytes);
    }

    /**
     * The bounds that the variables name: by default {@value #DIRECTORY}, all processors but one,
     * and {@value #MEMORY} MiB.
     */
    public static Bounds fromEnvironment(Map<String, String> environment) {
      int cpus = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
      return new Bounds(
          Path.of(environment.getOrDefault(DIRECTORY_VARIABLE, DIRECTORY)),
          number(environment, CPUS_VARIABLE, Math.min(64, cpus)),
          number(environment, MEMORY_VARIABLE, MEMORY));
    }

    private static int number(Map<String, String> environment, String variable, int otherwise) {
      String value = environment.getOrDefault(variable, String.valueOf(otherwise));
      check(value.matches("\\d{1,7}"), variable + " is no number: " + value);
      return Integer.parseInt(value);
    }

    private static void check(boolean right, String message) {
      if (!right) {
        throw new VigieException(ErrorCode.SETTING_INVALID, message);
      }
    }
  }

  /**
   * Bytes that are free for a disk, once what killed drills left is removed. Another drill is
   * waited for.
   */
  public static long freeBytes(Bounds bounds) {
    try (DrillDisk _ = DrillDisk.lock(bounds.directory())) {
      removeLeftOvers();
    }
    return DrillDisk.freeBytes(bounds.directory());
  }

  /**
   * Starts a server, pulling its image if need be, and returns when it accepts connections.
   *
   * @param drill its id, which names the container
   * @param image with its digest where that is known
   * @param room bytes of its disk
   * @throws VigieException {@code SETTING_INVALID} for what is no image, {@code CLIENT_FAILED} with
   *     Docker's own words, or {@code DATABASE_UNAVAILABLE} if the server does not come up
   */
  public static DrillContainer start(String drill, String image, long room, Bounds bounds) {
    if (!IMAGE.matcher(image).matches()) {
      throw new VigieException(ErrorCode.SETTING_INVALID, "no image of Docker's: " + image);
    }
    DrillDisk disk = DrillDisk.lock(bounds.directory());
    DrillContainer container =
        new DrillContainer("vigie-drill-" + drill.toLowerCase(Locale.ROOT), disk);
    try {
      removeLeftOvers();
      disk.make(room);
      docker(START_BOUND, container.command(drill, image, bounds));
      container.awaitReady();
      return container;
    } catch (RuntimeException e) {
      try {
        container.close();
      } catch (RuntimeException unremoved) {
        e.addSuppressed(unremoved);
      }
      throw e;
    }
  }

  /** Nobody comes in but by the socket in the container, where every role is trusted. */
  private List<String> command(String drill, String image, Bounds bounds) {
    String memory = bounds.memoryMebibytes() + "m";
    List<String> command = new ArrayList<>(List.of("run", "--detach", "--name", name));
    command.addAll(List.of("--label", LABEL + "=" + drill, "--network", "none"));
    command.addAll(List.of("--cpus", String.valueOf(bounds.cpus())));
    command.addAll(List.of("--memory", memory, "--memory-swap", memory, "--pids-limit", "1024"));
    command.addAll(List.of("--shm-size", "256m", "--security-opt", "no-new-privileges"));
    command.addAll(List.of("--log-opt", "max-size=10m", "--stop-signal", "SIGINT"));
    command.addAll(List.of("--mount", "type=bind,source=" + disk.mounted() + ",target=" + DATA));
    command.addAll(List.of("--env", "PGDATA=" + DATA + "/data"));
    command.addAll(List.of("--env", "POSTGRES_HOST_AUTH_METHOD=trust"));
    command.addAll(List.of("--env", "POSTGRES_INITDB_ARGS=--no-sync --encoding=UTF8"));
    command.addAll(List.of("--", image, "postgres"));
    ServerSettings.forThrowingAway()
        .values()
        .forEach((setting, value) -> command.addAll(List.of("-c", setting + "=" + value)));
    return command;
  }

  /** The client programs in the container. */
  public PgTools tools() {
    return ServerContainer.of(name).tools();
  }

  /**
   * Removes the container and its disk.
   *
   * @throws VigieException {@code CLIENT_FAILED} naming what is left
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try (disk) {
      docker(READY_BOUND, List.of("rm", "--force", "--volumes", name));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Of drills that were killed: whoever has the lock is the only one that lives. */
  private static void removeLeftOvers() {
    List<String> list = List.of("ps", "--all", "--quiet", "--filter", "label=" + LABEL);
    for (String id : docker(READY_BOUND, list).lines().toList()) {
      docker(READY_BOUND, List.of("rm", "--force", "--volumes", id));
    }
  }

  /** Until the server listens on TCP: the one that the image initialises the data with does not. */
  private void awaitReady() {
    Instant end = Instant.now().plus(READY_BOUND);
    List<String> ask = List.of("exec", name, "pg_isready", "--quiet", "--host", "127.0.0.1");
    while (true) {
      try {
        docker(READY_BOUND, ask);
        return;
      } catch (VigieException e) {
        if (e.code() != ErrorCode.CLIENT_FAILED || Instant.now().isAfter(end)) {
          throw new VigieException(
              ErrorCode.DATABASE_UNAVAILABLE, "PostgreSQL in container " + name + " is not up", e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(ASK_EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while PostgreSQL starts", e);
    }
  }

  private static String docker(Duration bound, List<String> arguments) {
    // GNU's timeout ends a client that an engine does not answer; the engine goes on alone.
    List<String> command =
        new ArrayList<>(List.of("timeout", String.valueOf(bound.toSeconds()), "docker"));
    command.addAll(arguments);
    return Run.toEnd(
        Run.builder(command, Map.of(), Path.of("/")), new ByteArrayInputStream("".getBytes(UTF_8)));
  }
}
