package dev.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.OperationStatus;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Work;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.WriteCondition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operation that is done elsewhere, as its documents come into the bucket. */
class OperationFollowerTest {
  private static final Instant START = Instant.parse("2026-11-23T02:00:00Z");
  private static final OperationId ID = OperationId.of(START, "a test");

  private final List<Runnable> events = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Instant now = START;

  /** Each look at the clock is an hour later, and lets the next thing happen. */
  private final Clock clock =
      ((InstantSource)
              () -> {
                if (!events.isEmpty()) {
                  events.removeFirst().run();
                }
                now = now.plus(Duration.ofHours(1));
                return now;
              })
          .withZone(ZoneOffset.UTC);

  private final InMemoryObjectStore store =
      new InMemoryObjectStore("memory", Clock.fixed(START, ZoneOffset.UTC));
  private final OperationJournal journal = new OperationJournal(store);
  private final OperationFollower follower =
      new OperationFollower(
          journal,
          (task, done, total) -> told.add(task + " " + done + " of " + total),
          clock,
          Duration.ZERO);

  @Test
  void operation_isFollowedByItsProgressToItsOutcome() {
    Outcome outcome =
        Outcome.failed(ID, START, Failure.of(ErrorCode.CLIENT_FAILED, "pg_dump failed"));
    begin();
    progress("2026-11-23T02:00:05Z", 1);
    events.add(() -> {});
    events.add(() -> {});
    events.add(() -> progress("2026-11-23T02:00:10Z", 7));
    events.add(() -> journal.end(outcome));

    assertThat(follower.follow(ID)).isEqualTo(outcome);
    assertThat(told).containsExactly("a 1 of 10", "in all 1 of 10", "a 7 of 10", "in all 7 of 10");
  }

  @Test
  void operation_thatNobodyEnds_isGivenUpAfterItsDeadline() {
    begin();

    assertThatThrownBy(() -> follower.follow(ID))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPERATION_LOST));
    assertThatThrownBy(() -> follower.follow(OperationId.of(START, "another")))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPERATION_UNKNOWN));
  }

  @Test
  void status_followsTheDocuments() {
    assertThat(OperationStatus.find(journal, ID)).isEmpty();
    begin();
    assertThat(state()).isEqualTo(OperationStatus.State.ASKED);
    journal.noteCommand(ID, "c-1", START);
    assertThat(state()).isEqualTo(OperationStatus.State.SENT);
    journal.claim(ID, "host", START);
    assertThat(state()).isEqualTo(OperationStatus.State.RUNNING);
    journal.end(Outcome.lost(ID, START, Failure.of(ErrorCode.OPERATION_LOST, "silence")));
    assertThat(state()).isEqualTo(OperationStatus.State.LOST);
    assertThat(OperationStatus.find(journal, ID).orElseThrow().kind()).isEqualTo("backup");
  }

  private OperationStatus.State state() {
    return OperationStatus.find(journal, ID).orElseThrow().state();
  }

  private void begin() {
    journal.begin(
        new OperationRequest(
            1,
            ID,
            START,
            START.plus(Duration.ofHours(8)),
            "a test",
            "i-0123456789abcdef0",
            new Work.Backup("main", "db", Tier.DAILY)));
  }

  private void progress(String at, int bytes) {
    String document =
        """
        {"schemaVersion":1,"id":"%s","at":"%s","bytes":%d,"expectedBytes":10,
         "tasks":[{"task":"a","bytes":%d,"expectedBytes":10}]}
        """
            .formatted(ID, at, bytes, bytes);
    store.put(
        "operations/" + ID + "/progress.json",
        document.getBytes(StandardCharsets.UTF_8),
        Map.of(),
        WriteCondition.ALWAYS);
  }
}
