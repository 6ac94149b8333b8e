package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.engine.VigieProgram.Ended;
import dev.vigie.engine.VigieProgram.Running;
import dev.vigie.local.PostgresFixture;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Outcome;
import dev.vigie.postgres.PgSession;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigie cancel}, from another process, with no node in between. */
@Timeout(120)
class CancelIT {
  @TempDir private Path directory = Path.of("");

  @Test
  void backup_thatIsUnderWay_endsCancelledAndLeavesNothing() throws Exception {
    Engine engine = Engine.open();
    String database = Engine.createNoise(2_000);
    VigieProgram vigie =
        VigieProgram.on(directory, engine.store().bucket()).with("PGDATABASE", database);
    Aftermath aftermath = Aftermath.of(engine, database);
    OperationJournal journal = new OperationJournal(engine.store());
    // A table that is held stops the backup when other tables' uploads may be open.
    PostgresFixture.sql(database, "CREATE TABLE held (n integer)");
    try (PgSession holder = PgSession.open(engine.tools().on(database))) {
      holder.run("BEGIN; LOCK TABLE public.held IN ACCESS EXCLUSIVE MODE");
      Running running = vigie.start("backup", "--lock-timeout", "100");
      OperationId id = awaitClaim(journal);

      Ended cancel = vigie.run("cancel", id.value(), "--output", "json");
      Ended ended = running.end();

      assertThat(cancel.status()).as(cancel.err()).isZero();
      assertThat(cancel.json().path("state").asText()).isEqualTo("LEFT");
      assertThat(ended.status()).isEqualTo(7);
      assertThat(ended.err()).contains("[OPERATION_CANCELLED]");
      Outcome outcome = journal.outcome(id).orElseThrow();
      assertThat(outcome.status()).isEqualTo(Outcome.Status.FAILED);
      assertThat(outcome.error().orElseThrow().message()).contains("vigie on");
      Ended again = vigie.run("cancel", id.value(), "--output", "json");
      assertThat(again.json().path("state").asText()).isEqualTo("ENDED");
      assertThat(vigie.run("status", id.value()).out()).contains("FAILED", "OPERATION_CANCELLED");
      assertThat(vigie.run("status").out()).contains(id.value(), "FAILED");
    }
    PostgresFixture.sql(database, "DROP TABLE held");
    aftermath.isClean();
    engine.close();
  }

  /** The operation's id, when its runner has begun. */
  private static OperationId awaitClaim(OperationJournal journal) {
    long end = System.nanoTime() + 60_000_000_000L;
    List<OperationId> found = List.of();
    while (found.isEmpty()
        || journal.store().head("operations/" + found.getFirst() + "/claim.json").isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      found = journal.since(Instant.EPOCH);
    }
    return found.getFirst();
  }
}
