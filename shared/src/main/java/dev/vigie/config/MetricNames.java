package dev.vigie.config;

/**
 * The names of Vigie's metrics in CloudWatch. The functions write them, and alarms and dashboards
 * ask for them: a name that differs by a letter is an alarm that never rings.
 */
public final class MetricNames {
  /**
   * The namespace of them all, or, behind it, a slash and the deployment's name, so that two
   * deployments in one account share no alarm.
   */
  public static final String NAMESPACE = "Vigie";

  /** An operation that ended well; always 1. */
  public static final String SUCCEEDED = "OperationSucceeded";

  /** An operation that ended with an error; always 1. */
  public static final String FAILED = "OperationFailed";

  /** An operation of which nothing was heard in time; always 1. */
  public static final String LOST = "OperationLost";

  /** An operation that was not begun, since its request is wrong; always 1. */
  public static final String REFUSED = "OperationRefused";

  /** From the request to the outcome, in seconds. */
  public static final String DURATION = "DurationSeconds";

  /** How long a drill's restore took, comparison included, in seconds: the measured RTO. */
  public static final String RESTORE_SECONDS = "RestoreSeconds";

  /** Rows of a backup's, restore's or drill's tables. */
  public static final String ROWS = "Rows";

  /** What a backup takes in the bucket, and what a copy added to the second one, in bytes. */
  public static final String STORED_BYTES = "StoredBytes";

  /** Databases without a backup as new as was promised; has no dimensions. */
  public static final String OVERDUE_BACKUPS = "OverdueBackups";

  /** Backups that a schedule promised and nobody began; has no dimensions. */
  public static final String MISSED_BACKUPS = "MissedBackups";

  /** Operations that could not be looked after; has no dimensions. */
  public static final String STUCK_OPERATIONS = "StuckOperations";

  /** What a round of health looked at, in findings; has no dimensions. Silence: nobody looks. */
  public static final String HEALTH_FINDINGS = "HealthFindings";

  /** Findings of a round that nobody could look at; has no dimensions. */
  public static final String HEALTH_UNKNOWN = "HealthUnknown";

  /** Findings of a round that warn; has no dimensions. */
  public static final String HEALTH_WARN = "HealthWarn";

  /** Findings of a round that are broken; has no dimensions. */
  public static final String HEALTH_FAIL = "HealthFail";

  /** How old the newest backup is: what would be lost now, in seconds; the measured RPO. */
  public static final String RECOVERY_POINT = "RecoveryPointSeconds";

  /** How long a restore of the newest backup would take by the drills, in seconds. */
  public static final String RECOVERY_TIME = "RecoveryTimeSeconds";

  /** Dimension: {@value #BACKUP}, {@value #RESTORE}, {@value #DRILL} or {@value #COPY}. */
  public static final String KIND = "Kind";

  /** The kind of a backup. */
  public static final String BACKUP = "backup";

  /** The kind of a restore. */
  public static final String RESTORE = "restore";

  /** The kind of a drill. */
  public static final String DRILL = "drill";

  /** The kind of a copy. */
  public static final String COPY = "copy";

  /** Dimension: the cluster's name, as {@link AsciiName} writes it. */
  public static final String CLUSTER = "Cluster";

  /** Dimension: the database's name, as {@link AsciiName} writes it. */
  public static final String DATABASE = "Database";

  private MetricNames() {}
}
