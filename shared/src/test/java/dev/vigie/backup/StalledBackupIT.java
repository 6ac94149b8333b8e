package dev.vigie.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgTools;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.S3Fixture;
import dev.vigie.transfer.Progress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A producer that stands still. */
@Timeout(60)
class StalledBackupIT {
  private static final ThrowawayPostgres SERVER = PostgresFixture.server();

  @Test
  void backup_dumpStandsStill_isEndedWithItsName() {
    // Nothing is apart, so that pg_dump has the rows.
    DumpPlan.Sizes large = new DumpPlan.Sizes(1L << 40, 1L << 40, 1L << 40, 1L << 40, 1);
    isEnded("data-", "pg_dump", BackupSettings.standard().withSizes(large));
  }

  @Test
  void backup_rowsStandStill_isEndedWithItsName() {
    DumpPlan.Sizes small = new DumpPlan.Sizes(1, 1, 1L << 40, 1L << 40, 1);
    isEnded("public.t", "psql", BackupSettings.standard().withSizes(small));
  }

  private static void isEnded(String task, String program, BackupSettings settings) {
    String database = PostgresFixture.createDatabase();
    PostgresFixture.sql(
        database,
        "CREATE TABLE t AS SELECT n, repeat(md5(n::text), 20) FROM generate_series(1, 50000) n");
    AtomicBoolean stopped = new AtomicBoolean();
    Progress stopper =
        (told, done, total) -> {
          if (told.startsWith(task) && stopped.compareAndSet(false, true)) {
            stop(program);
          }
        };
    try (ObjectStore store = S3Fixture.open(S3Fixture.newBucket())) {
      BackupJob job =
          new BackupJob(store, Clock.systemUTC(), stopper, settings, Duration.ofSeconds(2));

      assertThatThrownBy(
              () ->
                  job.run(
                      OperationId.of(Instant.now(), "stalled"),
                      new Work.Backup("main", database, Tier.DAILY),
                      tools()))
          .isInstanceOfSatisfying(
              VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSFER_STALLED))
          .hasMessageContaining(program);

      assertThat(store.openUploads("")).isEmpty();
      assertThat(store.list("backups/", "", 100))
          .noneMatch(object -> object.key().endsWith("manifest.json"));
      assertThat(running("pg_dump")).isEmpty();
      assertThat(running("psql")).isEmpty();
    }
  }

  private static PgTools tools() {
    return new PgTools(
        List.of(),
        Optional.of(SERVER.installation().bin()),
        new ConnectionSettings(SERVER.environment()));
  }

  /** All but the first: that one holds the snapshot, and nobody waits for it. */
  private static void stop(String program) {
    running(program).stream()
        .sorted(Comparator.comparing(process -> process.info().startInstant().orElseThrow()))
        .skip(program.equals("psql") ? 1 : 0)
        .forEach(
            process -> {
              try {
                new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
  }

  private static List<ProcessHandle> running(String program) {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/" + program))
        .toList();
  }
}
