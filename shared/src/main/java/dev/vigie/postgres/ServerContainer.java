package dev.vigie.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The container on this machine in which PostgreSQL runs, and the way into it: straight into its
 * namespaces as the user that its server has, where this process is root; else by {@code docker
 * exec}, whose every byte passes the shim, the daemon and the CLI: 2.1 GB took 4.0 to 4.7 s by that
 * way and 2.2 s by the other, which is what they took outside of any container. Immutable and
 * thread-safe.
 *
 * @param id the container's whole id
 * @param pid its first process, as the engine's machine numbers it
 */
public record ServerContainer(String id, long pid) {
  /** Names the Swarm's service whose container a runner finds its server in. */
  public static final String SERVICE_VARIABLE = "VIGIE_SERVICE";

  /** Names the container itself. */
  public static final String CONTAINER_VARIABLE = "VIGIE_CONTAINER";

  /** Docker's own label on every container of a service ("Swarm mode", Docker Engine's API). */
  private static final String SERVICE_LABEL = "com.docker.swarm.service.name=";

  /** An engine under load answers in seconds. */
  private static final int LIMIT_SECONDS = 30;

  /** A container that does not run has the process 0. */
  private static final Pattern FOUND = Pattern.compile("([0-9a-f]{64}) ([1-9][0-9]{0,9})");

  private static final String ROOT = "0";

  /** What the kernel tells of processes. */
  private static final Path PROC = Path.of("/proc");

  /**
   * The container that the environment names by {@value #SERVICE_VARIABLE} or {@value
   * #CONTAINER_VARIABLE}, if it does.
   *
   * @throws VigieException {@code DATABASE_UNAVAILABLE} if it does not run here
   */
  public static Optional<ServerContainer> fromEnvironment(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(SERVICE_VARIABLE))
        .map(ServerContainer::ofService)
        .or(
            () ->
                Optional.ofNullable(environment.get(CONTAINER_VARIABLE)).map(ServerContainer::of));
  }

  /** The one container of the service that runs on this machine. */
  private static ServerContainer ofService(String service) {
    String label = "label=" + SERVICE_LABEL + service;
    List<String> ids =
        docker("ps", "--quiet", "--no-trunc", "--filter", label, "--filter", "status=running")
            .lines()
            .toList();
    if (ids.size() != 1) {
      throw new VigieException(
          ErrorCode.DATABASE_UNAVAILABLE,
          "%d containers of the service %s run on this machine, and it must be one"
              .formatted(ids.size(), service),
          "docker service ps " + service + " shows where its tasks run, and why one does not.",
          null);
    }
    return of(ids.getFirst());
  }

  /**
   * The container of that name or id.
   *
   * @throws VigieException {@code DATABASE_UNAVAILABLE} if it does not run here
   */
  public static ServerContainer of(String name) {
    String told =
        docker("inspect", "--type=container", "--format={{.Id}} {{.State.Pid}}", "--", name);
    Matcher found = FOUND.matcher(told.strip());
    if (!found.matches()) {
      throw unavailable(told.strip());
    }
    return new ServerContainer(found.group(1), Long.parseLong(found.group(2)));
  }

  /** The client programs in it. */
  public PgTools tools() {
    return tools(PROC);
  }

  PgTools tools(Path proc) {
    return entry(proc)
        .map(
            prefix ->
                new PgTools(
                    prefix,
                    Optional.empty(),
                    new ConnectionSettings(Map.of("PGUSER", PgTools.SUPERUSER))))
        .orElseGet(() -> PgTools.inContainer(id));
  }

  /**
   * The command that enters the namespaces; empty where that cannot be done: by a user who is not
   * root, or if the engine's processes are another machine's. What it starts gets none of this
   * process's environment, which may hold keys of AWS's, and no more privileges by whatever it
   * starts.
   */
  private Optional<List<String>> entry(Path proc) {
    Path process = proc.resolve(String.valueOf(pid));
    try {
      if (!field(proc.resolve("self"), "Uid").equals(ROOT)
          || !Files.readString(process.resolve("cgroup")).contains(id)) {
        return Optional.empty();
      }
      List<String> command = new ArrayList<>(List.of("setpriv", "--no-new-privs", "nsenter"));
      command.add("--target=" + pid);
      command.addAll(List.of("--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd"));
      command.add("--setgid=" + field(process, "Gid"));
      command.add("--setuid=" + field(process, "Uid"));
      command.addAll(List.of("--", "env", "-i", path(process)));
      return Optional.of(command);
    } catch (IOException unread) {
      // No /proc, as on macOS, or another machine's engine: its containers are not among ours.
      return Optional.empty();
    }
  }

  /** The effective one of the four ids in a line of proc_pid_status(5). */
  private static String field(Path process, String name) throws IOException {
    return Files.readAllLines(process.resolve("status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.split("\\s+", -1)[2])
        .findFirst()
        .orElseThrow(() -> new IOException("no " + name + " in the status of " + process));
  }

  /** The search path that the image gives, on which its client programs are. */
  private static String path(Path process) throws IOException {
    String environment = Files.readString(process.resolve("environ"), UTF_8);
    for (String variable : environment.split("\0", -1)) {
      if (variable.startsWith("PATH=")) {
        return variable;
      }
    }
    return "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  }

  private static String docker(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw unavailable("no answer in " + LIMIT_SECONDS + " s");
      }
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.exitValue() != 0) {
        throw unavailable(output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_MISSING, "docker cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while asking docker", e);
    }
  }

  private static VigieException unavailable(String words) {
    return new VigieException(
        ErrorCode.DATABASE_UNAVAILABLE, "the container of PostgreSQL: " + words);
  }
}
