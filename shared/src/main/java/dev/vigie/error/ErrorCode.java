package dev.vigie.error;

import static dev.vigie.error.ErrorCategory.BAD_REQUEST;
import static dev.vigie.error.ErrorCategory.CONFLICT;
import static dev.vigie.error.ErrorCategory.ENVIRONMENT;
import static dev.vigie.error.ErrorCategory.INTEGRITY;
import static dev.vigie.error.ErrorCategory.NOT_FOUND;
import static dev.vigie.error.ErrorCategory.UNAVAILABLE;

/**
 * Every way in which Vigie fails. The name is the stable code that scripts, outcomes and alerts
 * carry: a name may be added, never renamed or reused.
 */
public enum ErrorCode {
  /** A request, event or argument that Vigie cannot take. */
  REQUEST_INVALID(BAD_REQUEST, "Compare the request with the examples in the README."),
  /** A swap of a living database was asked for without the word that a dry run gives for it. */
  APPROVAL_NEEDED(
      BAD_REQUEST,
      "Ask with \"dryRun\": true first, read what would happen, and send the approval that it answers"
          + " with; it holds for 15 minutes."),
  /** A setting is missing or out of its range. */
  SETTING_INVALID(BAD_REQUEST, "The README lists every setting with its unit and range."),

  /** A PostgreSQL client program is not on this machine. */
  CLIENT_MISSING(
      ENVIRONMENT,
      "Install PostgreSQL's client programs, for example: apt install postgresql-client"),
  /** The server is newer than every client program found. */
  CLIENT_TOO_OLD(
      ENVIRONMENT, "Install client programs of the server's major version or a newer one."),
  /** PostgreSQL refused the user or the password. */
  DATABASE_LOGIN_REFUSED(
      ENVIRONMENT, "Check user and password: PGPASSWORD, ~/.pgpass or the connection URI."),
  /** The database user lacks a privilege that the work needs. */
  DATABASE_PERMISSION(ENVIRONMENT, "Use a superuser, or grant what the message names."),
  /** The server has no room for a lock on each of the database's tables. */
  LOCK_TABLE_FULL(
      ENVIRONMENT,
      "Raise max_locks_per_transaction in postgresql.conf, and restart the server: times"
          + " max_connections it should be more than the database has tables and sequences."),
  /** A dump would leave out what a backup is to bring back. */
  DUMP_INCOMPLETE(
      ENVIRONMENT,
      "Use a superuser, or --allow-omissions: the manifest then names what is left out."),
  /** The machine has not the room that the work would take. */
  ROOM_MISSING(
      ENVIRONMENT,
      "Make room where the message says, or let another machine do it; nothing began."),
  /** A disk of this machine became full while the work was under way. */
  DISK_FULL(ENVIRONMENT, "Make room in the place that the message names, then try again."),
  /** S3 denied the access. */
  STORAGE_DENIED(
      ENVIRONMENT, "Check the credentials and that the role may use this bucket and its key."),

  /** AWS denied a request that is not for the bucket. */
  CLOUD_DENIED(ENVIRONMENT, "Check the credentials, and that they may do what the message names."),

  /** A channel of alerts does not take what is sent to it, and will not. */
  CHANNEL_REFUSED(
      ENVIRONMENT,
      "Put the channel's address or key into its secret again, then try: vigie alert test."),
  /** A channel's server shows a certificate that is no good, or offers no encryption. */
  CHANNEL_UNTRUSTED(
      ENVIRONMENT,
      "Nothing was sent. Mend the server's certificate, or the name or port in the channel's secret,"
          + " then try: vigie alert test."),

  /** There is no such database. */
  DATABASE_UNKNOWN(NOT_FOUND, "psql --list shows the databases of the server."),
  /** There is no such bucket. */
  BUCKET_UNKNOWN(NOT_FOUND, "Check the bucket's name, its region and the endpoint."),
  /** There is no such object in the bucket. */
  OBJECT_UNKNOWN(NOT_FOUND, "vigie list shows the backups that the bucket holds."),
  /** There is no such backup. */
  BACKUP_UNKNOWN(NOT_FOUND, "vigie list shows the backups that the bucket holds."),
  /** There is no such node. */
  NODE_UNKNOWN(
      NOT_FOUND,
      "Check the node's name in the settings, and that the infrastructure is deployed in this region."),
  /** The backup has no such table that could be restored alone. */
  TABLE_UNKNOWN(NOT_FOUND, "vigie show names the tables of a backup; quote names as in SQL."),
  /** The target lacks something without which a table cannot be. */
  DEPENDENCY_MISSING(
      NOT_FOUND, "Make what the message names, or restore into a new database; nothing changed."),
  /** Nothing of that name is looked at, or there is nothing to tell of it. */
  ALERT_UNKNOWN(NOT_FOUND, "vigie alert list shows what people were told and is not over."),
  /** There is no such operation. */
  OPERATION_UNKNOWN(NOT_FOUND, "Check the operation's id and the bucket."),

  /** The object exists already, and is written once. */
  OBJECT_EXISTS(CONFLICT, "Objects are written once; nothing was overwritten."),
  /** The target database of a restore exists already. */
  TARGET_EXISTS(
      CONFLICT, "Choose another --target, or ask for --swap to replace a living database."),
  /** Another backup of the same database is under way. */
  DATABASE_LEASED(CONFLICT, "Wait for the other backup to end; one at a time is enough."),
  /** A node made other backups for as long as this one had time. */
  NODE_BUSY(CONFLICT, "Spread the schedules of the node's databases, or let it make more at once."),
  /** Somebody else holds a table for longer than a backup waits. */
  LOCK_TIMEOUT(
      UNAVAILABLE, "Let the session that holds the table end, or wait longer: --lock-timeout."),
  /** A table was truncated or rewritten while a backup began that could not lock it. */
  TABLE_REWRITTEN(
      UNAVAILABLE,
      "Start the backup again when nobody truncates or rewrites tables; with a larger"
          + " max_locks_per_transaction it would hold them off."),
  /** What an undo needs is no longer as the swap left it. */
  UNDO_IMPOSSIBLE(CONFLICT, "Look at the databases with psql --list; nothing was changed."),

  /** A stored object's bytes are not those that were written. */
  CHECKSUM_MISMATCH(
      INTEGRITY, "Do not use this object; restore another backup and keep this one for study."),
  /** An archive is not a whole pg_dump archive. */
  ARCHIVE_DAMAGED(INTEGRITY, "Do not use this archive; take another backup."),
  /** An archive of a format, version or compression that Vigie cannot read. */
  ARCHIVE_UNSUPPORTED(INTEGRITY, "Take the archive with pg_dump -Fc -Z0 of PostgreSQL 9.4 to 18."),
  /** A manifest cannot be read, or contradicts itself. */
  MANIFEST_INVALID(INTEGRITY, "Do not use this backup; choose another one."),
  /** The restored database differs from what the manifest says. */
  COMPARISON_FAILED(INTEGRITY, "The target was left as it was; the message names what differs."),
  /** A restored database does not answer an application's own check as it should. */
  CHECK_FAILED(
      INTEGRITY, "Look at the drill's report; the backup is not verified until a drill succeeds."),

  /** What a machine's tags say of it is none of what Vigie's stacks write there. */
  MACHINE_INVALID(INTEGRITY, "Mend the instance's tags, or take its tag vigie:project away."),

  /** PostgreSQL cannot be reached. */
  DATABASE_UNAVAILABLE(
      UNAVAILABLE, "Check that the server runs, its host, its port and the network."),
  /** A PostgreSQL client program failed. */
  CLIENT_FAILED(UNAVAILABLE, "The message holds the program's own words."),
  /** A transfer made no progress for too long. */
  TRANSFER_STALLED(UNAVAILABLE, "Look at the side that the message names."),
  /** The archive would need more parts than S3 allows. */
  ARCHIVE_TOO_LARGE(
      ENVIRONMENT, "Exclude data, or split the database: docs/format.md has the bounds."),
  /** S3 failed, or cannot be reached. */
  STORAGE_UNAVAILABLE(UNAVAILABLE, "Check the endpoint and the network, then try again."),
  /** An AWS service other than S3 failed, or cannot be reached. */
  CLOUD_UNAVAILABLE(UNAVAILABLE, "Check the region, the endpoint and the network, then try again."),
  /** A channel of alerts failed, or cannot be reached. */
  CHANNEL_UNAVAILABLE(
      UNAVAILABLE, "Look at the service's own status page; what was not sent is sent later."),
  /** The node that should do the work does not answer. */
  NODE_UNAVAILABLE(UNAVAILABLE, "Check the instance and its SSM agent, then try again."),
  /** A Lambda function did not start, did not answer, or ended. */
  FUNCTION_FAILED(UNAVAILABLE, "Look at the function's log; the message holds its last words."),
  /** The work was started and nothing was heard of it in time. */
  OPERATION_LOST(UNAVAILABLE, "Look at the node and the command's output, then try again."),
  /** Somebody asked for the work to end before it was done. */
  OPERATION_CANCELLED(
      UNAVAILABLE,
      "Nothing was committed; the operation's cancel.json says who asked. Start it again."),
  /** The work would have taken longer than there is time for it where it was done. */
  TIME_TOO_SHORT(
      ENVIRONMENT,
      "Nothing was committed. This database needs a node: give its cluster a \"node\" instead of a"
          + " \"function\" in the settings."),
  /** The work was interrupted. */
  INTERRUPTED(UNAVAILABLE, "Nothing was committed; start it again."),

  /** A fault in Vigie. */
  INTERNAL(ErrorCategory.INTERNAL, "This is a fault in Vigie; please report it with the message.");

  private final ErrorCategory category;
  private final String hint;

  ErrorCode(ErrorCategory category, String hint) {
    this.category = category;
    this.hint = hint;
  }

  /** The kind of failure. */
  public ErrorCategory category() {
    return category;
  }

  /** What a person can do, in one sentence. */
  public String hint() {
    return hint;
  }
}
