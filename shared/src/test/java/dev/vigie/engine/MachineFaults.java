package dev.vigie.engine;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the machine is short of, and what it is no longer allowed to do. */
final class MachineFaults {
  static final FaultKind HEAP_SHORT =
      FaultKind.of("the runner's heap is 14 MiB", (scene, _) -> scene.startWithOption("-Xmx14m"));
  static final FaultKind FILES_SHORT =
      FaultKind.of(
          "the runner may open 70 files",
          (scene, _) ->
              scene.startBehind(
                  List.of("/bin/sh", "-c", "ulimit -n 70 && exec \"$@\"", "with-few-files")));
  static final FaultKind MEMORY_SHORT =
      FaultKind.of("there is no more memory for the runner", MachineFaults::exhaust)
          .needing(FaultMemory::missing)
          .leavingNoTime();
  static final FaultKind RUNNER_DISK_FULL =
      disk("the runner's disk is full", scene -> scene.ground().runnerDisk(), FaultDisk::fill);
  static final FaultKind RUNNER_INODES_FULL =
      disk(
          "the runner's disk has no inode left",
          scene -> scene.ground().runnerDisk(),
          FaultDisk::fillInodes);
  static final FaultKind SERVER_DISK_FULL =
      disk("the server's disk is full", scene -> scene.ground().serverDisk(), FaultDisk::fill)
          .leavingNoTime();
  static final FaultKind SERVER_INODES_FULL =
      disk(
              "the server's disk has no inode left",
              scene -> scene.ground().serverDisk(),
              FaultDisk::fillInodes)
          .leavingNoTime();
  static final FaultKind CLOCK_FORWARD =
      clock("the runner's clock jumps three hours forward", "+3h");
  static final FaultKind CLOCK_BACK = clock("the runner's clock jumps three hours back", "-3h");
  static final FaultKind ROLE_REVOKED =
      FaultKind.when("its role loses its rights in PostgreSQL", MachineFaults::revoke);

  private MachineFaults() {}

  private static FaultKind disk(
      String words, Function<FaultScene, FaultDisk> which, Consumer<FaultDisk> fault) {
    return FaultKind.when(
            words,
            scene -> {
              FaultDisk disk = which.apply(scene);
              scene.afterwards(disk::heal);
              fault.accept(disk);
            })
        .needing(FaultDisk::missing);
  }

  private static void exhaust(FaultScene scene, FaultStage stage) {
    FaultMemory memory = FaultMemory.open();
    scene.startBehind(memory.prefix());
    scene.when(stage, memory::exhaust);
    scene.afterwards(memory::close);
  }

  private static FaultKind clock(String words, String offset) {
    return FaultKind.of(
            words,
            (scene, stage) -> {
              FaultClock clock = FaultClock.in(scene.ground().directory());
              scene.environment().putAll(clock.environment());
              scene.when(stage, () -> clock.jump(offset));
            })
        .needing(FaultClock::missing);
  }

  /** Sessions that are open keep what was asked of the server, and ask for no more. */
  private static void revoke(FaultScene scene) {
    alter(scene, "NOSUPERUSER NOLOGIN");
    scene.afterwards(() -> alter(scene, "SUPERUSER LOGIN"));
  }

  private static void alter(FaultScene scene, String how) {
    scene.ground().engine().sql("postgres", "ALTER ROLE %s %s".formatted(FaultGround.ROLE, how));
  }
}
