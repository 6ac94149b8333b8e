package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From where on something counts as unwell. Each has a default, and a range outside of which it is
 * refused with {@code SETTING_INVALID}.
 *
 * @param diskUsedPercent of a file system's bytes, or of its inodes, that are used; 1 to 100
 * @param memoryLeftPercent of a machine's memory that is available; 0 to 99, falling
 * @param clockSeconds by which a machine's clock is wrong; 1 to 900, after which S3 refuses its
 *     requests (Amazon S3 API Reference, "Error responses", RequestTimeTooSkewed)
 * @param cpuCredits that a burstable machine has left, in minutes of one processor at full speed; 0
 *     to 1,000, falling
 * @param diskBurstPercent of what a machine's disks may do above their baseline that is left; 0 to
 *     99, falling
 * @param connectionsPercent of the server's connections that are taken; 1 to 100
 * @param transactionAgeMillions transactions, in millions, that the oldest unfrozen id lies back; 1
 *     to 2,000. PostgreSQL stops writing at about 2,146 (PostgreSQL's documentation, "Preventing
 *     Transaction ID Wraparound Failures")
 * @param replicationMebibytes of WAL that a replica or a slot is behind; 1 to 1,048,576
 * @param httpsMillis after which an answer is slow; 1 to 4,000
 * @param certificateDays that a certificate has left; 0 to 365, falling
 * @param restorePercent of the promised time that a restore takes; 1 to 100 and more, as broken
 *     counts what is above the second
 * @param provedDays for which a database may be without a backup that a drill proved; 1 to 400
 * @param drift from where on a backup's content differs from those before
 */
public record Thresholds(
    Limits diskUsedPercent,
    Limits memoryLeftPercent,
    Limits clockSeconds,
    Integer cpuCredits,
    Integer diskBurstPercent,
    Limits connectionsPercent,
    Limits transactionAgeMillions,
    Limits replicationMebibytes,
    Integer httpsMillis,
    Limits certificateDays,
    Limits restorePercent,
    Integer provedDays,
    Drift drift) {
  /** Those that nobody changed. */
  public static final Thresholds DEFAULT =
      new Thresholds(null, null, null, null, null, null, null, null, null, null, null, null, null);

  /** Puts defaults where nothing is said, and refuses what is out of its range. */
  @JsonCreator
  public Thresholds(
      @Nullable Limits diskUsedPercent,
      @Nullable Limits memoryLeftPercent,
      @Nullable Limits clockSeconds,
      @Nullable Integer cpuCredits,
      @Nullable Integer diskBurstPercent,
      @Nullable Limits connectionsPercent,
      @Nullable Limits transactionAgeMillions,
      @Nullable Limits replicationMebibytes,
      @Nullable Integer httpsMillis,
      @Nullable Limits certificateDays,
      @Nullable Limits restorePercent,
      @Nullable Integer provedDays,
      @Nullable Drift drift) {
    this.diskUsedPercent = or(diskUsedPercent, 80, 90).rising("diskUsedPercent", 1, 100);
    this.memoryLeftPercent = or(memoryLeftPercent, 10, 5).falling("memoryLeftPercent", 0, 99);
    this.clockSeconds = or(clockSeconds, 5, 60).rising("clockSeconds", 1, 900);
    this.cpuCredits = Limits.inRange("cpuCredits", cpuCredits, 20, 0, 1_000);
    this.diskBurstPercent = Limits.inRange("diskBurstPercent", diskBurstPercent, 20, 0, 99);
    this.connectionsPercent = or(connectionsPercent, 80, 95).rising("connectionsPercent", 1, 100);
    this.transactionAgeMillions =
        or(transactionAgeMillions, 1_000, 1_600).rising("transactionAgeMillions", 1, 2_000);
    this.replicationMebibytes =
        or(replicationMebibytes, 1_024, 10_240).rising("replicationMebibytes", 1, 1_048_576);
    this.httpsMillis = Limits.inRange("httpsMillis", httpsMillis, 2_000, 1, 4_000);
    this.certificateDays = or(certificateDays, 14, 3).falling("certificateDays", 0, 365);
    this.restorePercent = or(restorePercent, 80, 100).rising("restorePercent", 1, 1_000);
    this.provedDays = Limits.inRange("provedDays", provedDays, 8, 1, 400);
    this.drift = Objects.requireNonNullElse(drift, Drift.DEFAULT);
  }

  /**
   * From where on a backup differs from those before. Each is compared with the middle of the
   * values that the earlier ones have.
   *
   * @param backups how many earlier ones; 1 to 60
   * @param factor times larger, or as many times smaller; 2 to 100
   * @param rows by which a table must differ as well, for small tables change by factors; 1 to
   *     1,000,000,000. A table that was never empty and is, or is gone, is told however small
   * @param mebibytes by which a backup's size must differ as well; 1 to 1,048,576
   */
  public record Drift(Integer backups, Integer factor, Integer rows, Integer mebibytes) {
    /** That which nobody changed. */
    public static final Drift DEFAULT = new Drift(null, null, null, null);

    /** Puts defaults where nothing is said, and refuses what is out of its range. */
    @JsonCreator
    public Drift(
        @Nullable Integer backups,
        @Nullable Integer factor,
        @Nullable Integer rows,
        @Nullable Integer mebibytes) {
      this.backups = Limits.inRange("drift.backups", backups, 14, 1, 60);
      this.factor = Limits.inRange("drift.factor", factor, 2, 2, 100);
      this.rows = Limits.inRange("drift.rows", rows, 100, 1, 1_000_000_000);
      this.mebibytes = Limits.inRange("drift.mebibytes", mebibytes, 16, 1, 1_048_576);
    }
  }

  private static Limits or(@Nullable Limits given, int warn, int fail) {
    return given == null ? new Limits(warn, fail) : given;
  }
}
