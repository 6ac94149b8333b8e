package dev.vigie.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Processes that are killed, end, or stand still. */
final class ProcessFaults {
  private static final Duration STANDSTILL = Duration.ofSeconds(2);

  static final FaultKind RUNNER_KILLED =
      FaultKind.when("the runner is killed", scene -> scene.first().destroyForcibly())
          .leavingNoTime();
  static final FaultKind RUNNER_ENDED =
      FaultKind.when("the runner is asked to end", scene -> scene.first().destroy());
  static final FaultKind RUNNER_STOPPED =
      FaultKind.when(
          "the runner stands still for 2 s", scene -> standStill(List.of(scene.first())));
  static final FaultKind PROGRAMS_KILLED =
      FaultKind.when(
          "PostgreSQL's programs are killed",
          scene -> programs(scene).forEach(ProcessHandle::destroyForcibly));
  static final FaultKind PROGRAMS_STOPPED =
      FaultKind.when(
          "PostgreSQL's programs stand still for 2 s", scene -> standStill(programs(scene)));
  static final FaultKind SESSIONS_ENDED =
      FaultKind.when("the server ends every session", ProcessFaults::endSessions);
  static final FaultKind SERVER_CRASHES =
      FaultKind.when("a process of the server crashes", ProcessFaults::crash);
  static final FaultKind SERVER_STOPPED =
      FaultKind.when(
          "the server stands still for 2 s", scene -> standStill(scene.ground().serverProcesses()));
  static final FaultKind SERVER_KILLED =
      FaultKind.when("the server is killed", scene -> kill(scene.ground().serverProcesses()));
  static final FaultKind STORAGE_STOPPED =
      FaultKind.when(
          "the S3 endpoint stands still for 2 s", scene -> standStill(List.of(storage(scene))));
  static final FaultKind STORAGE_KILLED =
      FaultKind.when("the S3 endpoint is killed and begun again", ProcessFaults::beginStorageAgain)
          .leavingNoTime();
  static final FaultKind NODE_REBOOTED =
      FaultKind.when("the node reboots", ProcessFaults::reboot).leavingNoTime();
  static final FaultKind DRILL_SERVER_KILLED =
      FaultKind.when(
          "the throw-away server is killed", scene -> kill(descendants(scene, ".*/postgres")));

  private ProcessFaults() {}

  private static void endSessions(FaultScene scene) {
    scene
        .ground()
        .engine()
        .sql(
            "postgres",
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
  }

  /** One that is killed takes the others with it, and the server recovers by its log. */
  private static void crash(FaultScene scene) {
    String writer =
        scene
            .ground()
            .engine()
            .sql("postgres", "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'");
    ProcessHandle.of(Long.parseLong(writer)).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static void beginStorageAgain(FaultScene scene) {
    kill(List.of(storage(scene)));
    scene.ground().beginStorage();
  }

  /**
   * All processes are gone at once. Debian and Amazon Linux lose or empty {@code /tmp} at a boot
   * (tmpfiles.d(5), systemd's tmp.mount).
   */
  private static void reboot(FaultScene scene) {
    List<ProcessHandle> all =
        Stream.concat(
                Stream.concat(Stream.of(scene.first()), scene.first().descendants()),
                scene.ground().serverProcesses().stream())
            .toList();
    kill(all);
    scene.afterwards(() -> empty(scene.ground().runnerDisk().directory()));
  }

  private static void empty(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      files.forEach(FaultGround::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessHandle storage(FaultScene scene) {
    return ProcessHandle.of(scene.ground().storage().pid()).orElseThrow();
  }

  private static List<ProcessHandle> programs(FaultScene scene) {
    return descendants(scene, ".*/(psql|pg_dump|pg_dumpall|pg_restore)");
  }

  private static List<ProcessHandle> descendants(FaultScene scene, String command) {
    return scene
        .first()
        .descendants()
        .filter(process -> process.info().command().orElse("").matches(command))
        .toList();
  }

  /** All are stopped before the first is gone, so that none cleans up behind another. */
  private static void kill(List<ProcessHandle> processes) {
    processes.forEach(process -> signal("STOP", process));
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  private static void standStill(List<ProcessHandle> processes) {
    processes.forEach(process -> signal("STOP", process));
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                TimeUnit.NANOSECONDS.sleep(STANDSTILL.toNanos());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                processes.forEach(process -> signal("CONT", process));
              }
            });
  }

  private static void signal(String name, ProcessHandle process) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
