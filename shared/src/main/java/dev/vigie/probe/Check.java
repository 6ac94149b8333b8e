package dev.vigie.probe;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What is looked at. Each has a runbook of its name in {@code docs/runbooks}, and its name in
 * settings, documents and messages is {@link #id}: it is never changed.
 */
public enum Check {
  /** A machine runs, EC2's checks of it succeed, and Systems Manager reaches it. */
  NODE("machine"),
  /** Room on a machine's file systems, in bytes and in inodes. */
  DISK("disk"),
  /** Memory that a machine has left. */
  MEMORY("memory"),
  /** A machine's clock against the one of whoever looks. */
  CLOCK("clock"),
  /** What a machine may still spend above its baseline, of processors and of disks. */
  BURST("burst credits"),
  /** The Swarm has a leader and a majority of its managers. */
  SWARM_MANAGERS("Swarm's managers"),
  /** Every node of the Swarm is ready. */
  SWARM_NODES("Swarm's nodes"),
  /** Every service runs as many tasks as it should, on nodes of its label. */
  SERVICE("service"),
  /** PostgreSQL accepts connections. */
  POSTGRES("PostgreSQL"),
  /** Connections that PostgreSQL has left. */
  CONNECTIONS("connections"),
  /** The age of the oldest transaction id, which must not reach two thousand million. */
  TRANSACTION_AGE("transaction ids"),
  /** How far replicas and replication slots are behind. */
  REPLICATION("replication"),
  /** The application answers over HTTPS, and how soon. */
  HTTPS("HTTPS"),
  /** Days left on the certificate. */
  CERTIFICATE("certificate"),
  /** The age of the newest verified backup against what was promised. */
  BACKUP_AGE("backup's age"),
  /** How long a restore takes by the drills, against what was promised. */
  RESTORE_TIME("restore's time"),
  /** A backup that is listed is there with all its objects. */
  BACKUP_OBJECTS("backup's objects"),
  /** The newest backup's size, tables and rows against those before it. */
  BACKUP_DRIFT("backup's content"),
  /** The newest operation of a kind succeeded. */
  OPERATION("operation"),
  /** The bucket is closed to the public. */
  BUCKET_ACCESS("bucket's access"),
  /** The bucket keeps versions, and is locked. */
  BUCKET_VERSIONS("bucket's versions"),
  /** The bucket's lifecycle rules are those that were deployed. */
  BUCKET_LIFECYCLE("bucket's lifecycle"),
  /** The bucket encrypts as deployed. */
  BUCKET_ENCRYPTION("bucket's encryption"),
  /** A channel of alerts takes what is sent to it. */
  CHANNEL("channel of alerts");

  private final String title;

  Check(String title) {
    this.title = title;
  }

  /** Its name for programs, such as {@code backup-age}: lower-case letters and hyphens. */
  @JsonValue
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its name for people, within a sentence. */
  public String title() {
    return title;
  }
}
