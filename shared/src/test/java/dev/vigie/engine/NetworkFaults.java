package dev.vigie.engine;

import dev.vigie.local.TcpLine;
import dev.vigie.storage.FaultProxy.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What happens on the way, to S3 or to PostgreSQL. */
final class NetworkFaults {
  /** Bytes a second: what a database of the trial's size takes a few seconds for. */
  private static final long RATE = 3L << 20;

  private static final Duration SILENCE = Duration.ofSeconds(4);

  static final FaultKind GONE =
      FaultKind.when("the network to S3 is gone", NetworkFaults::close).leavingNoTime();
  static final FaultKind STORAGE_CUT =
      FaultKind.when("every connection to S3 is cut", scene -> scene.storageLine().cut());
  static final FaultKind STORAGE_SILENT =
      FaultKind.when(
          "the line to S3 is silent for 4 s",
          scene -> passing(scene.storageLine(), TcpLine::fallSilent));
  static final FaultKind STORAGE_HALF_OPEN =
      FaultKind.requests("a connection to S3 stays half-open", 1, new Fault.Stall(10));
  static final FaultKind STORAGE_SLOW =
      FaultKind.when("the line to S3 becomes slow", scene -> scene.storageLine().slowTo(RATE));
  static final FaultKind DATABASE_CUT =
      FaultKind.when("every connection to PostgreSQL is cut", scene -> scene.databaseLine().cut());
  static final FaultKind DATABASE_GONE =
      FaultKind.when("the network to PostgreSQL is gone", scene -> scene.databaseLine().goAway())
          .leavingNoTime();
  static final FaultKind DATABASE_SILENT =
      FaultKind.when(
          "the line to PostgreSQL is silent for 4 s",
          scene -> passing(scene.databaseLine(), TcpLine::fallSilent));
  static final FaultKind DATABASE_HALF_OPEN =
      FaultKind.of(
              "the line to PostgreSQL stays half-open, and the time is bounded",
              (scene, stage) -> {
                scene.startWith("--within", "12");
                scene.when(stage, scene.databaseLine()::fallSilent);
              })
          .leavingNoTime();
  static final FaultKind DATABASE_SLOW =
      FaultKind.when(
          "the line to PostgreSQL becomes slow", scene -> scene.databaseLine().slowTo(RATE));
  static final FaultKind DATABASE_CHANGED =
      FaultKind.when(
          "a bit changes on the line to PostgreSQL", scene -> scene.databaseLine().changeABit());
  static final FaultKind DATABASE_CHANGED_UNDER_TLS =
      FaultKind.of(
          "a bit changes on the line to PostgreSQL, under TLS",
          (scene, stage) -> {
            scene.environment().put("PGSSLMODE", "require");
            scene.when(stage, scene.databaseLine()::changeABit);
          });

  private NetworkFaults() {}

  private static void close(FaultScene scene) {
    try {
      scene.proxy().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void passing(TcpLine line, Consumer<TcpLine> fault) {
    fault.accept(line);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                TimeUnit.NANOSECONDS.sleep(SILENCE.toNanos());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                line.heal();
              }
            });
  }
}
