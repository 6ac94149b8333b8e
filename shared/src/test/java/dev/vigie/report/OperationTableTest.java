package dev.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationStatus;
import dev.vigie.operation.OperationStatus.State;
import dev.vigie.operation.PublishedProgress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Operations as people read them. */
class OperationTableTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final OperationId ID = OperationId.of(NOW, "an operation");

  @Test
  void operations_underWayAndEnded_standInTheirOrder() {
    OperationTable table =
        new OperationTable(
            List.of(
                operation("db", State.RUNNING, progress(512L << 20, 1L << 30, Optional.of(125L))),
                operation("empty", State.RUNNING, progress(4096, 4096, Optional.empty())),
                operation("db\u001b[2J", State.SUCCEEDED, Optional.empty())));

    assertThat(table.text())
        .isEqualTo(
            """
            OPERATION                    KIND    CLUSTER  DATABASE     STATE                 DONE     LEFT
            20261123T120000Z-e2f12cd15d  backup  main     db           RUNNING    50 %, 512.0 MiB  0:02:05
            20261123T120000Z-e2f12cd15d  backup  main     empty        RUNNING           4.00 KiB        -
            20261123T120000Z-e2f12cd15d  backup  main     db\\u001b[2J  SUCCEEDED                -        -
            """);
  }

  private static OperationStatus operation(
      String database, State state, Optional<PublishedProgress.Document> progress) {
    return new OperationStatus(
        ID, "backup", "main", database, NOW, "somebody", state, progress, Optional.empty());
  }

  private static Optional<PublishedProgress.Document> progress(
      long bytes, long expected, Optional<Long> secondsLeft) {
    return Optional.of(
        new PublishedProgress.Document(1, ID, NOW, bytes, expected, secondsLeft, List.of()));
  }
}
