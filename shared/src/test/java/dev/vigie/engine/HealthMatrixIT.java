package dev.vigie.engine;

import dev.vigie.local.ThrowawayPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Breaks one thing at a time, and follows it the whole way: facts are gathered, judged, remembered
 * in the bucket, and told over HTTP. People hear of it once, and once of its end.
 */
class HealthMatrixIT {
  private static ThrowawayPostgres server;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    server = ThrowawayPostgres.start();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("dev.vigie.engine.HealthFault#all")
  void fault_isToldOnce_soIsItsRecovery_andNothingElse(HealthFault fault) throws Exception {
    try (HealthWorld world = new HealthWorld(server, directory);
        AlertCourse course = new AlertCourse(world.engine().store(), world.clock(), world::look)) {
      course.prove(
          () -> fault.breaking().accept(world),
          () -> fault.mending().accept(world),
          fault.told().apply(world));
    }
  }
}
