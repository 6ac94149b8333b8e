package dev.vigie.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.drill.DrillReport.CheckResult;
import dev.vigie.drill.DrillReport.Compared;
import dev.vigie.drill.DrillReport.Result;
import dev.vigie.error.ErrorCode;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.OperationResult;
import dev.vigie.operation.Outcome.Status;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.Check;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.WriteCondition;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrillCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");
  private static final OperationId BACKUP = new OperationId("20261123T020000Z-0000000001");
  private static final OperationId OTHER = new OperationId("20261123T020000Z-0000000002");
  private static final OperationId DRILL = new OperationId("20261124T030000Z-0000000003");
  private static final Check CHECK = new Check("SELECT 1", "1");
  private static final String KEY = BucketLayout.drill("main", "db", DRILL.value());

  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());
  private final Manifest manifest = Manifests.commit(store, BACKUP, "main", "db");
  private final Compared all = new Compared(manifest.tables().size(), manifest.rows(), 50);

  @Test
  void check_allComparedAndChecked_succeeds() {
    assertThat(check(BACKUP, Result.PROVED, Optional.of(all), true)).isEqualTo(Status.SUCCEEDED);
  }

  @Test
  void check_anythingLess_fails() {
    Compared fewer = new Compared(all.tables(), all.rows() - 1, 50);
    Compared other = new Compared(all.tables() - 1, all.rows(), 50);

    assertThat(check(OTHER, Result.PROVED, Optional.of(all), true)).isEqualTo(Status.FAILED);
    assertThat(check(BACKUP, Result.FAILED, Optional.of(all), true)).isEqualTo(Status.FAILED);
    assertThat(check(BACKUP, Result.PROVED, Optional.empty(), true)).isEqualTo(Status.FAILED);
    assertThat(check(BACKUP, Result.PROVED, Optional.of(fewer), true)).isEqualTo(Status.FAILED);
    assertThat(check(BACKUP, Result.PROVED, Optional.of(other), true)).isEqualTo(Status.FAILED);
    assertThat(check(BACKUP, Result.PROVED, Optional.of(all), false)).isEqualTo(Status.FAILED);
  }

  @Test
  void check_reportIsNotThere_fails() {
    assertThat(judge(result(Optional.empty()))).isEqualTo(Status.FAILED);
  }

  @Test
  void check_runnerHadNoRoom_isRefused() {
    assertThat(judge(result(Optional.of(Failure.of(ErrorCode.ROOM_MISSING, "5 GiB")))))
        .isEqualTo(Status.REFUSED);
    assertThat(judge(result(Optional.of(Failure.of(ErrorCode.CHECK_FAILED, "x")))))
        .isEqualTo(Status.FAILED);
  }

  @Test
  void check_runnerHasSaidNothing_saysNothing() {
    assertThat(new DrillCheck(store, Clock.systemUTC()).check(request(), Optional.empty()))
        .isEmpty();
  }

  private Status check(
      OperationId backup, Result result, Optional<Compared> compared, boolean passed) {
    DrillReport report =
        new DrillReport(
            1,
            DRILL,
            backup,
            "main",
            "db",
            NOW,
            NOW,
            result,
            "a server",
            compared,
            List.of(),
            List.of(),
            List.of(new CheckResult(CHECK.sql(), CHECK.expected(), "1", passed)),
            List.of(),
            60,
            Optional.empty());
    new JsonDocuments(store).put(KEY, report, Map.of(), WriteCondition.ALWAYS);
    return judge(result(Optional.empty()));
  }

  private Status judge(OperationResult said) {
    return new DrillCheck(store, Clock.systemUTC())
        .check(request(), Optional.of(said))
        .orElseThrow()
        .status();
  }

  private static OperationRequest request() {
    return new OperationRequest(
        1, DRILL, NOW, NOW, "a test", "n", new Work.Drill("main", "db", BACKUP, List.of(CHECK)));
  }

  private static OperationResult result(Optional<Failure> error) {
    Optional<Report> report =
        error.isPresent()
            ? Optional.empty()
            : Optional.of(new Report.Drill(BACKUP, KEY, 2, 3, 1, 60, 2.5));
    return new OperationResult(1, DRILL, NOW, NOW, report, error);
  }
}
