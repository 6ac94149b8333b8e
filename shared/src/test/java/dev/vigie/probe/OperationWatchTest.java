package dev.vigie.probe;

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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the newest operations of each kind say. */
class OperationWatchTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final OperationJournal journal =
      new OperationJournal(new InMemoryObjectStore("vigie-test", Clock.systemUTC()));

  @Test
  void newestOperation_ofEachKindAndDatabase_isTold() {
    ended(backup("a", 30), Outcome.Status.FAILED, ErrorCode.CLIENT_FAILED);
    ended(backup("b", 25), Outcome.Status.SUCCEEDED, ErrorCode.INTERNAL);
    ended(backup("a", 20), Outcome.Status.SUCCEEDED, ErrorCode.INTERNAL);
    OperationId lost = ended(backup("b", 10), Outcome.Status.LOST, ErrorCode.OPERATION_LOST);
    OperationId drill =
        ended(
            request(5, new Work.Drill("main", "a", OperationId.of(NOW, "x"), List.of())),
            Outcome.Status.FAILED,
            ErrorCode.CHECK_FAILED);

    assertThat(new OperationWatch(journal).look(NOW))
        .containsExactlyInAnyOrder(
            new Finding(Check.OPERATION, "backup of main/a", Health.OK, ""),
            new Finding(
                Check.OPERATION, "backup of main/b", Health.FAIL, lost + " ended as LOST: why"),
            new Finding(
                Check.OPERATION, "drill of main/a", Health.FAIL, drill + " ended as FAILED: why"));
  }

  @Test
  void operation_thatIsUnderWayCancelledOrRefused_isNoNews() {
    ended(backup("a", 40), Outcome.Status.SUCCEEDED, ErrorCode.INTERNAL);
    ended(backup("a", 30), Outcome.Status.FAILED, ErrorCode.OPERATION_CANCELLED);
    ended(backup("a", 20), Outcome.Status.REFUSED, ErrorCode.REQUEST_INVALID);
    journal.begin(backup("a", 10));

    assertThat(new OperationWatch(journal).look(NOW))
        .containsExactly(new Finding(Check.OPERATION, "backup of main/a", Health.OK, ""));
  }

  @Test
  void operations_olderThanNineDays_areNoNews() {
    ended(backup("a", 10 * 24 * 60), Outcome.Status.FAILED, ErrorCode.CLIENT_FAILED);

    assertThat(new OperationWatch(journal).look(NOW)).isEmpty();
  }

  private OperationId ended(OperationRequest request, Outcome.Status status, ErrorCode code) {
    OperationId id = request.id();
    Failure why = Failure.of(code, "why");
    journal.begin(request);
    journal.end(
        switch (status) {
          case SUCCEEDED -> Outcome.succeeded(id, NOW, new Report.Backup("key", 1, 1, 1, 1));
          case FAILED -> Outcome.failed(id, NOW, why);
          case LOST -> Outcome.lost(id, NOW, why);
          case REFUSED -> Outcome.refused(id, NOW, why);
        });
    return id;
  }

  private static OperationRequest backup(String database, int minutesAgo) {
    return request(minutesAgo, new Work.Backup("main", database, Tier.DAILY));
  }

  private static OperationRequest request(int minutesAgo, Work work) {
    Instant time = NOW.minus(Duration.ofMinutes(minutesAgo));
    OperationId id = OperationId.of(time, work.toString());
    return new OperationRequest(
        OperationRequest.SCHEMA_VERSION, id, time, time.plusSeconds(60), "test", "local", work);
  }
}
