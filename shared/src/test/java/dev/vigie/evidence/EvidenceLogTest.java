package dev.vigie.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.ObjectBody;
import dev.vigie.storage.WriteCondition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceLogTest {
  private static final Instant NOW = Instant.parse("2026-11-30T23:00:00Z");

  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());

  @Test
  void record_ofNothing_isWhole() {
    assertThat(audit()).isEqualTo(new Audit(0, Entry.NOTHING, List.of(), List.of(), List.of()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 9, 17})
  void ends_areRecordedInTheirOrder(int count) {
    for (int i = 0; i < count; i++) {
      end(i);
    }

    Audit audit = audit();
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.entries()).isEqualTo(count);
    assertThat(audit.listed()).extracting(Entry::operationId).doesNotHaveDuplicates();
    assertThat(audit.listed()).extracting(Entry::number).isSorted();
    assertThat(new EvidenceLog(store, clock(0)).last()).isEqualTo(count);
  }

  @Test
  void end_toldAgain_isRecordedOnce() {
    end(0);
    end(1);
    end(0);
    end(1);

    assertThat(audit().entries()).isEqualTo(2);
  }

  @Test
  void ends_recordedByManyAtOnce_areOneChain() throws Exception {
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int number = i;
        all.add(writers.submit(() -> end(number)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }

    Audit audit = audit();
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.entries()).isEqualTo(40);
    assertThat(audit.listed()).extracting(Entry::operationId).doesNotHaveDuplicates();
  }

  @Test
  void entry_thatWasChanged_isNoticedAtTheNext() throws IOException {
    for (int i = 0; i < 4; i++) {
      end(i);
    }
    String head = audit().head();
    String key = EvidenceLog.key(2);
    put(key, text(key).replace("SUCCEEDED", "LOST"));

    assertThat(audit().faults()).singleElement().asString().contains("entry 3 does not follow");
    assertThat(audit().head()).isEqualTo(head);
  }

  @Test
  void lastEntry_thatWasChanged_isNoticedByItsDigest() throws IOException {
    end(0);
    String head = audit().head();
    String key = EvidenceLog.key(1);
    put(key, text(key).replace("a person", "nobody"));

    assertThat(audit().faults()).isEmpty();
    assertThat(audit().head()).isNotEqualTo(head);
  }

  @Test
  void entry_thatCannotBeRead_isTold() {
    end(0);
    end(1);
    put(EvidenceLog.key(1), "{");

    assertThat(audit().faults()).hasSize(2).first().asString().contains("entry 1 cannot be read");
  }

  @Test
  void entry_thatIsNotThere_isTold() throws IOException {
    end(0);
    put(EvidenceLog.key(3), text(EvidenceLog.key(1)));

    assertThat(audit().faults()).singleElement().asString().contains("entry 2 is missing");
  }

  @Test
  void operation_thatEndedAndStandsNotInIt_isNamed() {
    end(0);
    new OperationJournal(store)
        .end(Outcome.lost(id(5), NOW, Failure.of(ErrorCode.OPERATION_LOST, "x")));
    new OperationJournal(store).begin(request(6));

    assertThat(audit().unrecorded()).containsExactly(id(5));
  }

  @Test
  void month_listsWhatEndedInIt() {
    end(0);
    end(60);

    assertThat(Audit.of(store, Optional.of(YearMonth.of(2026, 11))).listed()).hasSize(1);
    assertThat(Audit.of(store, Optional.of(YearMonth.of(2026, 12))).listed()).hasSize(1);
    assertThat(Audit.of(store, Optional.of(YearMonth.of(2027, 1))).listed()).isEmpty();
    assertThat(Audit.of(store, Optional.of(YearMonth.of(2027, 1))).entries()).isEqualTo(2);
  }

  private Audit audit() {
    return Audit.of(store, Optional.empty());
  }

  private void end(int minute) {
    Outcome outcome =
        Outcome.succeeded(
            id(minute), clock(minute).instant(), new Report.Backup("key", 1, 2, 3, 4));
    new EvidenceLog(store, clock(minute)).ended(request(minute), outcome);
  }

  private static OperationRequest request(int minute) {
    return new OperationRequest(
        1, id(minute), NOW, NOW, "a person", "a node", new Work.Backup("main", "db", Tier.DAILY));
  }

  private static OperationId id(int minute) {
    return OperationId.of(NOW.plusSeconds(60L * minute), "test");
  }

  private static Clock clock(int minute) {
    return Clock.fixed(NOW.plusSeconds(60L * minute), ZoneOffset.UTC);
  }

  private void put(String key, String text) {
    store.put(key, text.getBytes(StandardCharsets.UTF_8), Map.of(), WriteCondition.ALWAYS);
  }

  private String text(String key) throws IOException {
    try (ObjectBody body = store.get(key)) {
      return new String(body.stream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
