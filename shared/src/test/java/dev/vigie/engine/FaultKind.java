package dev.vigie.engine;

import dev.vigie.storage.FaultProxy.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What breaks. */
enum FaultKind {
  RUNNER_KILLED("the runner is killed", FaultKind::killRunner),
  RUNNER_ENDED("the runner is asked to end", FaultKind::endRunner),
  RUNNER_STOPPED("the runner stands still for 2 s", FaultKind::stopRunner),
  PROGRAMS_KILLED("PostgreSQL's programs are killed", FaultKind::killPrograms),
  PROGRAMS_STOPPED("they stand still for 2 s", FaultKind::stopPrograms),
  SESSIONS_ENDED("the server ends every session", FaultKind::endSessions),
  SERVER_CRASHES("the server crashes", FaultKind::crash),
  S3_FAILS_ONCE("S3 answers 500 once", 1, new Fault.Answer(500, "InternalError")),
  S3_IS_SLOW("S3 answers 503 twice", 2, new Fault.Answer(503, "SlowDown")),
  S3_FAILS(
      "S3 answers 500 from then on", Integer.MAX_VALUE, new Fault.Answer(500, "InternalError")),
  S3_DENIES(
      "S3 answers 403 from then on", Integer.MAX_VALUE, new Fault.Answer(403, "AccessDenied")),
  ANSWER_LOST("S3 does it and its answer is lost", 1, new Fault.DropAnswer()),
  CUT_UP("the connection is cut on the way up", 1, new Fault.CutRequest(10)),
  CUT_DOWN("the connection is cut on the way down", 1, new Fault.CutResponse(10)),
  CHANGED_UP("a byte changes on the way up", 1, new Fault.CorruptRequest(7)),
  CHANGED_DOWN("a byte changes on the way down", 1, new Fault.CorruptResponse(7)),
  NETWORK_GONE("the network is gone", FaultKind::cutNetwork);

  private static final Duration STANDSTILL = Duration.ofSeconds(2);

  private final String words;

  @SuppressWarnings("ImmutableEnumChecker") // made here, of what never changes
  private final Strike strike;

  /** Does it to the operation that is under way. */
  @FunctionalInterface
  interface Strike {
    void at(FaultScene scene, FaultStage stage);
  }

  /** Something that is done while the stage's request waits. */
  FaultKind(String words, java.util.function.Consumer<FaultScene> action) {
    this(
        words,
        (scene, stage) ->
            scene.proxy().fail(1, stage::is, new Fault.Meanwhile(() -> action.accept(scene))));
  }

  /** Something that is done to the stage's requests themselves. */
  FaultKind(String words, int times, Fault fault) {
    this(words, (scene, stage) -> scene.proxy().fail(times, stage::is, fault));
  }

  FaultKind(String words, Strike strike) {
    this.words = words;
    this.strike = strike;
  }

  /** For a person. */
  String words() {
    return words;
  }

  /** Whether the runner had no moment to clean up, and the next one does it. */
  boolean leavesNoTime() {
    return this == RUNNER_KILLED || this == NETWORK_GONE;
  }

  /** Lets it happen when the operation comes to the stage. */
  void arm(FaultScene scene, FaultStage stage) {
    strike.at(scene, stage);
  }

  private static void killRunner(FaultScene scene) {
    scene.runner().destroyForcibly();
  }

  private static void endRunner(FaultScene scene) {
    scene.runner().destroy();
  }

  private static void stopRunner(FaultScene scene) {
    standStill(List.of(scene.runner()));
  }

  private static void killPrograms(FaultScene scene) {
    programs(scene).forEach(ProcessHandle::destroyForcibly);
  }

  private static void stopPrograms(FaultScene scene) {
    standStill(programs(scene).toList());
  }

  private static void endSessions(FaultScene scene) {
    scene
        .engine()
        .sql(
            "postgres",
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
  }

  /** A killed backend takes the others with it, and the server recovers by its log. */
  private static void crash(FaultScene scene) {
    String backend =
        scene
            .engine()
            .sql(
                "postgres",
                "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    + " AND backend_type = 'walwriter'");
    ProcessHandle.of(Long.parseLong(backend)).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static void cutNetwork(FaultScene scene) {
    try {
      scene.proxy().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<ProcessHandle> programs(FaultScene scene) {
    return scene
        .runner()
        .descendants()
        .filter(
            process ->
                process
                    .info()
                    .command()
                    .orElse("")
                    .matches(".*/(psql|pg_dump|pg_dumpall|pg_restore)"));
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
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
