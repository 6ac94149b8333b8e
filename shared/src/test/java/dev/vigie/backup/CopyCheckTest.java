package dev.vigie.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.error.ErrorCode;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.OperationResult;
import dev.vigie.operation.Outcome.Status;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.WriteCondition;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CopyCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");
  private static final OperationId BACKUP = new OperationId("20261123T020000Z-0000000001");
  private static final OperationId OTHER = new OperationId("20261122T020000Z-0000000002");
  private static final OperationId COPY = new OperationId("20261124T030000Z-0000000003");

  private final InMemoryObjectStore second = new InMemoryObjectStore("second", Clock.systemUTC());

  @Test
  void check_allCopiesAreThere_succeeds() {
    Manifests.commit(second, BACKUP, "main", "db");
    Manifests.commit(second, OTHER, "main", "db");

    assertThat(check("second", BACKUP, OTHER)).isEqualTo(Status.SUCCEEDED);
  }

  @Test
  void check_nothingWasLacking_succeeds() {
    Manifests.commit(second, BACKUP, "main", "db");

    assertThat(check("second", BACKUP)).isEqualTo(Status.SUCCEEDED);
  }

  @Test
  void check_oneCopyIsNotThere_fails() {
    Manifests.commit(second, BACKUP, "main", "db");

    assertThat(check("second", BACKUP, OTHER)).isEqualTo(Status.FAILED);
  }

  @Test
  void check_newestIsNotThere_fails() {
    Manifests.commit(second, OTHER, "main", "db");

    assertThat(check("second", BACKUP, OTHER)).isEqualTo(Status.FAILED);
  }

  @Test
  void check_archiveOfTheNewestIsAnother_fails() {
    Manifest manifest = Manifests.commit(second, BACKUP, "main", "db");
    second.put(
        manifest.archives().getFirst().object().key(),
        new byte[3],
        Map.of(),
        WriteCondition.ALWAYS);

    assertThat(check("second", BACKUP)).isEqualTo(Status.FAILED);
  }

  @Test
  void check_runnerSpeaksOfAnotherBucket_fails() {
    Manifests.commit(second, BACKUP, "main", "db");

    assertThat(check("third", BACKUP)).isEqualTo(Status.FAILED);
  }

  @Test
  void check_runnerFailed_fails() {
    Failure failure = Failure.of(ErrorCode.CHECKSUM_MISMATCH, "x");

    assertThat(judge(Optional.empty(), Optional.of(failure))).isEqualTo(Status.FAILED);
  }

  @Test
  void check_runnerHasSaidNothing_saysNothing() {
    assertThat(check().check(request(), Optional.empty())).isEmpty();
  }

  private Status check(String bucket, OperationId newest, OperationId... copied) {
    return judge(
        Optional.of(new Report.Copy(bucket, newest, List.of(copied), 60)), Optional.empty());
  }

  private Status judge(Optional<Report> report, Optional<Failure> error) {
    OperationResult said = new OperationResult(1, COPY, NOW, NOW, report, error);
    return check().check(request(), Optional.of(said)).orElseThrow().status();
  }

  private CopyCheck check() {
    return new CopyCheck((_, _) -> second, Clock.systemUTC());
  }

  private static OperationRequest request() {
    return new OperationRequest(
        1, COPY, NOW, NOW, "a test", "n", new Work.Copy("main", "db", "second", Optional.empty()));
  }
}
