package dev.vigie.backup;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.Map;

/**
 * How a backup goes about its work.
 *
 * @param workers how many dumps at once, 1 to {@value #MAX_WORKERS}
 * @param lockTimeout how long to wait for one table that somebody else has locked, 1 millisecond to
 *     a day
 * @param allowOmissions whether a backup may lack what its user may not read; the manifest names it
 * @param sizes what makes a table large
 * @param beside what else the application needs to come back
 */
public record BackupSettings(
    int workers,
    Duration lockTimeout,
    boolean allowOmissions,
    DumpPlan.Sizes sizes,
    RecoverySources beside) {
  /** More would cost more memory than a backup may have, and more than most servers can spare. */
  public static final int MAX_WORKERS = 8;

  /** The environment variable for {@link #workers}. */
  public static final String WORKERS_VARIABLE = "VIGIE_WORKERS";

  /** The environment variable for {@link #lockTimeout}, in seconds. */
  public static final String LOCK_TIMEOUT_VARIABLE = "VIGIE_LOCK_TIMEOUT";

  /** The environment variable for {@link #allowOmissions}: {@code true} or {@code false}. */
  public static final String ALLOW_OMISSIONS_VARIABLE = "VIGIE_ALLOW_OMISSIONS";

  /** As long as most migrations take; then it is better to know who is in the way. */
  private static final Duration LOCK_TIMEOUT = Duration.ofMinutes(1);

  private static final Duration MAX_LOCK_TIMEOUT = Duration.ofDays(1);

  /** Refuses numbers out of their range, with {@code SETTING_INVALID}. */
  public BackupSettings {
    if (workers < 1 || workers > MAX_WORKERS) {
      throw invalid("a backup has 1 to %d workers, not %d".formatted(MAX_WORKERS, workers));
    }
    if (lockTimeout.toMillis() < 1 || lockTimeout.compareTo(MAX_LOCK_TIMEOUT) > 0) {
      throw invalid("a lock is waited for between 1 ms and a day, not " + lockTimeout);
    }
  }

  /**
   * A worker for each core, at most eight; a minute for a lock; nothing may be left out, and
   * nothing is beside the database.
   */
  public static BackupSettings standard() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new BackupSettings(
        Math.min(cores, MAX_WORKERS),
        LOCK_TIMEOUT,
        false,
        DumpPlan.Sizes.STANDARD,
        RecoverySources.none());
  }

  /**
   * The standard, changed by the variables that are set.
   *
   * @throws VigieException {@code SETTING_INVALID} for a value that is none
   */
  public static BackupSettings fromEnvironment(Map<String, String> environment) {
    BackupSettings settings = standard();
    String workers = environment.get(WORKERS_VARIABLE);
    if (workers != null) {
      settings = settings.withWorkers((int) number(WORKERS_VARIABLE, workers));
    }
    String seconds = environment.get(LOCK_TIMEOUT_VARIABLE);
    if (seconds != null) {
      settings =
          settings.withLockTimeout(Duration.ofSeconds(number(LOCK_TIMEOUT_VARIABLE, seconds)));
    }
    String allow = environment.get(ALLOW_OMISSIONS_VARIABLE);
    if (allow != null && !allow.equals("true") && !allow.equals("false")) {
      throw invalid(ALLOW_OMISSIONS_VARIABLE + " is neither true nor false");
    }
    return settings
        .withAllowOmissions("true".equals(allow))
        .withBeside(RecoverySources.fromEnvironment(environment));
  }

  /** The same with so many workers. */
  public BackupSettings withWorkers(int changed) {
    return new BackupSettings(changed, lockTimeout, allowOmissions, sizes, beside);
  }

  /** The same with this patience for a lock. */
  public BackupSettings withLockTimeout(Duration changed) {
    return new BackupSettings(workers, changed, allowOmissions, sizes, beside);
  }

  /** The same, with or without leave to lack something. */
  public BackupSettings withAllowOmissions(boolean changed) {
    return new BackupSettings(workers, lockTimeout, changed, sizes, beside);
  }

  /** The same with other sizes. */
  public BackupSettings withSizes(DumpPlan.Sizes changed) {
    return new BackupSettings(workers, lockTimeout, allowOmissions, changed, beside);
  }

  /** The same with other things beside the database. */
  public BackupSettings withBeside(RecoverySources changed) {
    return new BackupSettings(workers, lockTimeout, allowOmissions, sizes, changed);
  }

  private static long number(String variable, String value) {
    if (!value.matches("\\d{1,9}")) {
      throw invalid(variable + " is no number: " + value);
    }
    return Long.parseLong(value);
  }

  private static VigieException invalid(String message) {
    return new VigieException(ErrorCode.SETTING_INVALID, message);
  }
}
