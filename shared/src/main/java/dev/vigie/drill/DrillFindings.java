package dev.vigie.drill;

import dev.vigie.catalog.Manifest;
import dev.vigie.drill.DrillReport.CheckResult;
import dev.vigie.drill.DrillReport.Compared;
import dev.vigie.drill.DrillReport.Result;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.restore.RestoreListener;
import dev.vigie.restore.RestorePhase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What a drill has found so far. Not thread-safe. */
final class DrillFindings implements RestoreListener {
  /** A report is read by people; the message of the failure names the number of all. */
  private static final int MOST_DIFFERENCES = 1_000;

  private final OperationId drill;
  private final Manifest manifest;
  private final Instant startedAt;
  private final DrillTimes times = new DrillTimes(System::nanoTime);
  private String server = "";
  private LongSupplier bytesRead = () -> 0;
  private Optional<Compared> compared = Optional.empty();
  private List<String> differences = List.of();
  private List<String> rewritten = List.of();
  private List<CheckResult> checks = List.of();

  DrillFindings(OperationId drill, Manifest manifest, Instant startedAt) {
    this.drill = drill;
    this.manifest = manifest;
    this.startedAt = startedAt;
  }

  DrillTimes times() {
    return times;
  }

  @Override
  public void began(RestorePhase phase) {
    times.begin(DrillTimes.name(phase));
  }

  @Override
  public void differs(List<String> found) {
    differences = found.subList(0, Math.min(MOST_DIFFERENCES, found.size()));
  }

  /** There is a server, and reading is counted. */
  void into(String description, LongSupplier bytes) {
    server = description;
    bytesRead = bytes;
  }

  /** Everything was compared, and is equal. */
  void compared() {
    long bytes = manifest.tables().stream().mapToLong(Manifest.Table::bytes).sum();
    compared = Optional.of(new Compared(manifest.tables().size(), manifest.rows(), bytes));
  }

  void rewritten(List<String> definitions) {
    rewritten = definitions;
  }

  void checked(List<CheckResult> results) {
    checks = results;
  }

  List<CheckResult> checks() {
    return checks;
  }

  /** The report of a backup that was proved. */
  DrillReport proved(Instant now) {
    return report(now, Result.PROVED, Optional.empty());
  }

  /** The report of one that was not. */
  DrillReport failed(Instant now, RuntimeException cause) {
    return report(now, Result.FAILED, Optional.of(Failure.of(cause)));
  }

  private DrillReport report(Instant now, Result result, Optional<Failure> error) {
    return new DrillReport(
        DrillReport.SCHEMA_VERSION,
        drill,
        manifest.backupId(),
        manifest.cluster(),
        manifest.database().name(),
        startedAt,
        now,
        result,
        server,
        compared,
        differences,
        rewritten,
        checks,
        times.ended(),
        bytesRead.getAsLong(),
        error);
  }
}
