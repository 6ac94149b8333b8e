package dev.vigie.operation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/** What an operation that went well has done. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Report.Backup.class, name = "backup"),
  @JsonSubTypes.Type(value = Report.Restore.class, name = "restore"),
  @JsonSubTypes.Type(value = Report.Drill.class, name = "drill"),
  @JsonSubTypes.Type(value = Report.Copy.class, name = "copy")
})
public sealed interface Report {
  /**
   * A backup.
   *
   * @param manifest the key that commits it
   * @param tables how many have data of their own
   * @param rows of all tables
   * @param bytes before compression
   * @param storedBytes in the bucket
   */
  record Backup(String manifest, int tables, long rows, long bytes, long storedBytes)
      implements Report {}

  /**
   * A restore.
   *
   * @param backupId what was restored
   * @param target the database that holds it now
   * @param keptAs the name of the database that it replaced, if it did
   * @param tables how many were compared with the manifest, all equal
   * @param rows of all tables
   * @param createdRoles roles that the cluster lacked
   * @param rewritten objects whose definition PostgreSQL wrote in other words than in the backup;
   *     equal in meaning
   * @param notes what was left out or brought along, of a restore of some tables, a sentence each
   */
  record Restore(
      OperationId backupId,
      String target,
      Optional<String> keptAs,
      int tables,
      long rows,
      List<String> createdRoles,
      List<String> rewritten,
      List<String> notes)
      implements Report {}

  /**
   * A drill that proved a backup.
   *
   * @param backupId what was proved
   * @param reportKey under which its whole report stands
   * @param tables how many were compared with the manifest, all equal
   * @param rows of all tables
   * @param checks of the application's, all as expected
   * @param bytesRead from the bucket
   * @param restoreSeconds how long the restore and its comparison took
   */
  record Drill(
      OperationId backupId,
      String reportKey,
      int tables,
      long rows,
      int checks,
      long bytesRead,
      double restoreSeconds)
      implements Report {}

  /**
   * Copies of backups in a second bucket, each read back there.
   *
   * @param bucket the second one
   * @param newest the newest backup that there was, whose copy is there now
   * @param copied the backups that were copied now, at most {@value #MOST}
   * @param storedBytes of those
   */
  record Copy(String bucket, OperationId newest, List<OperationId> copied, long storedBytes)
      implements Report {
    /** What one operation copies; the next goes on. */
    public static final int MOST = 50;
  }
}
