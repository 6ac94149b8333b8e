package dev.vigie.config;

/**
 * Environment variables that only the functions read. The stack that deploys them sets them by the
 * same names.
 */
public final class FunctionVariables {
  /** Names the SSM document that runs {@code vigie node run}. */
  public static final String DOCUMENT = "VIGIE_SSM_DOCUMENT";

  /** Names the SSM document that ends an operation's runner. */
  public static final String CANCEL_DOCUMENT = "VIGIE_SSM_CANCEL_DOCUMENT";

  /** Names the SSM document that prints a machine's facts; where it is not set, none is asked. */
  public static final String PROBE_DOCUMENT = "VIGIE_SSM_PROBE_DOCUMENT";

  /** Names the CloudWatch log group that keeps the commands' whole output. */
  public static final String LOG_GROUP = "VIGIE_SSM_LOG_GROUP";

  /** What the names of the parameters that hold the nodes' instance ids begin with. */
  public static final String NODES = "VIGIE_SSM_NODES";

  /** Names the CloudWatch namespace of the metrics; where it is not set, that of all is taken. */
  public static final String METRICS = "VIGIE_METRICS_NAMESPACE";

  /** Names the bus that hears of outcomes; where it is not set, none does. */
  public static final String EVENT_BUS = "VIGIE_EVENT_BUS";

  /** Names the secret with user and password of the server, for a runner that is a function. */
  public static final String DATABASE_SECRET = "VIGIE_DATABASE_SECRET";

  /** The URL of the queue through which a fleet's backups are begun; without it none are. */
  public static final String BACKUP_QUEUE = "VIGIE_BACKUP_QUEUE";

  /** Says what metrics are of: of each database, or {@value #WATCH_FLEET}. */
  public static final String WATCH = "VIGIE_WATCH";

  /**
   * Metrics of all databases together: a custom metric of each of thousands costs more than all.
   */
  public static final String WATCH_FLEET = "fleet";

  /** The ARN of the topic whose subscribers get e-mail of alerts. */
  public static final String ALERT_TOPIC = "VIGIE_ALERT_TOPIC";

  /** Which secret holds a channel's address or key: {@code slack=ARN,pager=ARN}. */
  public static final String ALERT_SECRETS = "VIGIE_ALERT_SECRETS";

  /** {@code allowed} where channels may be on this machine, without encryption: for tests. */
  public static final String ALERT_LOOPBACK = "VIGIE_ALERT_LOOPBACK";

  private FunctionVariables() {}
}
