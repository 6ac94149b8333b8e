package dev.vigie.drill;

import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.restore.RestorePhase;
import dev.vigie.storage.JsonDocuments;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a drill found. Stored as {@code drills/<cluster>/<database>/<drill id>.json}, once; every
 * field is described in {@code docs/format.md}.
 *
 * @param schemaVersion of this form, {@value #SCHEMA_VERSION}
 * @param drillId the operation
 * @param backupId what was to be proved
 * @param cluster whose backup
 * @param database whose backup
 * @param startedAt when the room was there and the server was asked for
 * @param endedAt when the server was gone
 * @param result whether the backup was proved
 * @param server what it was restored into; empty if there was none
 * @param compared what was compared, and equal; absent if not all was
 * @param differences from what the backup says, a sentence each
 * @param rewritten definitions that PostgreSQL wrote in other words, equal in meaning
 * @param checks the application's own, as far as they were run
 * @param phases how long each part took, in the order in which they began
 * @param bytesRead from the bucket
 * @param error why it is not proved; absent if it is
 */
public record DrillReport(
    int schemaVersion,
    OperationId drillId,
    OperationId backupId,
    String cluster,
    String database,
    Instant startedAt,
    Instant endedAt,
    Result result,
    String server,
    Optional<Compared> compared,
    List<String> differences,
    List<String> rewritten,
    List<CheckResult> checks,
    List<PhaseTime> phases,
    long bytesRead,
    Optional<Failure> error) {
  /** The form that this program writes, and the newest that it reads. */
  public static final int SCHEMA_VERSION = 1;

  /** Refuses a form from the future, with {@code MANIFEST_INVALID}; keeps copies. */
  public DrillReport {
    JsonDocuments.checkVersion("drill's report", schemaVersion, SCHEMA_VERSION);
    differences = List.copyOf(differences);
    rewritten = List.copyOf(rewritten);
    checks = List.copyOf(checks);
    phases = List.copyOf(phases);
  }

  /** How a drill ends. */
  public enum Result {
    /** All was equal, and every check was as expected. */
    PROVED,
    /** It was not. */
    FAILED
  }

  /**
   * What was compared.
   *
   * @param tables with data of their own, and the large objects as one
   * @param rows of all tables
   * @param bytes of these, in COPY's text, and of the large objects
   */
  public record Compared(int tables, long rows, long bytes) {}

  /**
   * A check that was run.
   *
   * @param sql the statement
   * @param expected its result
   * @param actual what came, or the server's refusal; its beginning if that is long
   * @param passed whether it came as expected
   */
  public record CheckResult(String sql, String expected, String actual, boolean passed) {}

  /**
   * A part of the drill.
   *
   * @param phase its name
   * @param seconds how long it took
   */
  public record PhaseTime(String phase, double seconds) {}

  /**
   * How long the restore itself took, as {@code vigie restore} would have: from the roles to the
   * name, the comparison included, without the server's start and the checks.
   */
  public Duration restoreTime() {
    List<String> names = Arrays.stream(RestorePhase.values()).map(DrillTimes::name).toList();
    double seconds =
        phases.stream()
            .filter(each -> names.contains(each.phase()))
            .mapToDouble(PhaseTime::seconds)
            .sum();
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
