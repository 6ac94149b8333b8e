package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.alert.Announcer;
import dev.vigie.catalog.Manifests;
import dev.vigie.config.AlertPolicy;
import dev.vigie.config.Tier;
import dev.vigie.engine.VigieProgram.Ended;
import dev.vigie.engine.VigieProgram.Running;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.PublishedProgress;
import dev.vigie.operation.Work;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.S3Fixture;
import dev.vigie.storage.WriteCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code vigie status} and {@code vigie watch}, as people and scripts call them. */
@Timeout(90)
class WatchProgramIT {
  private static final String NAME = "db \u001b[31m";
  private static final AlertPolicy POLICY = AlertPolicy.parse("{\"damping\": {\"rounds\": 1}}");

  @TempDir private Path directory;

  @Test
  void status_tellsHowAllIsNow() throws Exception {
    String bucket = S3Fixture.newBucket();
    VigieProgram program = VigieProgram.on(directory, bucket);
    assertThat(program.run("status").out())
        .contains("nothing is probed", "holds no backup yet", "holds no operation");
    try (ObjectStore store = S3Fixture.open(bucket)) {
      OperationId id = OperationId.of(Instant.now().minusSeconds(7_260), "a backup");
      Manifests.commit(store, id, "main", NAME);
      announce(store, Health.FAIL);

      assertThat(program.run("status").out())
          .contains(bucket + ": broken", "backup-drift", "db \\u001b[31m", "2 h 1 min", "told")
          .doesNotContain("\u001b");
      JsonNode told = program.run("status", "-o", "json").json();
      assertThat(told.at("/summary/health").asText()).isEqualTo("FAIL");
      assertThat(told.at("/summary/databases/0/newest").asText()).isEqualTo(id.value());
      assertThat(told.at("/operations").isArray()).isTrue();
    }
  }

  @Test
  void status_ofWhatIsUnderWay_tellsHowFarItIs() throws Exception {
    String bucket = S3Fixture.newBucket();
    VigieProgram program = VigieProgram.on(directory, bucket);
    Instant now = Instant.now();
    OperationId id = OperationId.of(now, "a backup");
    try (ObjectStore store = S3Fixture.open(bucket)) {
      OperationJournal journal = new OperationJournal(store);
      Work work = new Work.Backup("main", NAME, Tier.DAILY);
      journal.begin(
          new OperationRequest(1, id, now, now.plusSeconds(3_600), "a schedule", "local", work));
      journal.claim(id, "host", now);
      new JsonDocuments(store)
          .put(
              "operations/" + id + "/progress.json",
              new PublishedProgress.Document(
                  1, id, now, 40L << 20, 100L << 20, Optional.of(90L), List.of()),
              Map.of(),
              WriteCondition.ALWAYS);
    }

    assertThat(program.run("status", id.value()).out())
        .contains("state     RUNNING, 40 %, 40.0 MiB, 0:01:30 left");
    assertThat(program.run("status").out()).containsPattern("RUNNING +40 %, 40.0 MiB +0:01:30");
  }

  @Test
  void watch_tellsEachChangeOnce_untilItIsInterrupted() throws Exception {
    String bucket = S3Fixture.newBucket();
    VigieProgram program = VigieProgram.on(directory, bucket);
    Running watch = program.start("watch", "--every", "1", "-o", "json");
    Running text = program.start("watch", "--every", "1");
    try (ObjectStore store = S3Fixture.open(bucket)) {
      awaitLines(watch, 1);
      awaitLines(text, 1);
      announce(store, Health.FAIL);
      awaitLines(watch, 2);
      announce(store, Health.OK);
      awaitLines(watch, 3);
    }
    awaitText(text, ": well");
    watch.process().destroy();
    text.process().destroy();
    Ended ended = watch.end();
    Ended told = text.end();

    assertThat(ended.status()).isIn(143, 130, 0);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines().map(WatchProgramIT::health))
        .containsExactly("UNKNOWN", "FAIL", "OK");
    assertThat(told.err()).isEmpty();
    assertThat(told.out())
        .contains(": nothing is probed", ": broken", ": well", "---")
        .doesNotContain("\u001b");
  }

  @Test
  void watch_refusesWhatItCannotDo() throws Exception {
    VigieProgram program = VigieProgram.on(directory, S3Fixture.newBucket());

    for (String every : List.of("0", "-1", "3601", "soon")) {
      assertThat(program.run("watch", "--every", every).status()).isEqualTo(2);
    }
    assertThat(program.run("watch", "--bucket", "vigie-no-such-bucket").status()).isEqualTo(4);
  }

  private static void announce(ObjectStore store, Health health) {
    new Announcer(store, POLICY, Map.of(), Optional.empty(), Clock.systemUTC())
        .announce(
            List.of(
                new Finding(
                    Check.BACKUP_DRIFT, NAME, health, health == Health.OK ? "" : "emptied")));
  }

  private static String health(String line) {
    try {
      return JsonDocuments.MAPPER.readTree(line).path("health").asText();
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }

  private static void awaitLines(Running running, int lines)
      throws IOException, InterruptedException {
    await(running, () -> Files.readAllLines(running.out()).size() >= lines);
  }

  private static void awaitText(Running running, String text)
      throws IOException, InterruptedException {
    await(running, () -> Files.readString(running.out()).contains(text));
  }

  /** A look at a file. */
  private interface Look {
    boolean isSo() throws IOException;
  }

  /** The bound is the test's time-out; between two looks the program has time to end. */
  private static void await(Running running, Look look) throws IOException, InterruptedException {
    while (!look.isSo()) {
      boolean ended = running.process().waitFor(100, TimeUnit.MILLISECONDS);
      assertThat(ended).as(Files.readString(running.err())).isFalse();
    }
  }
}
