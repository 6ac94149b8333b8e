package dev.vigie.operation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.SqlText;

/** What an operation is to do. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Work.Backup.class, name = "backup"),
  @JsonSubTypes.Type(value = Work.Restore.class, name = "restore")
})
public sealed interface Work {
  /** The name under which the fleet knows the PostgreSQL server. */
  String cluster();

  /** The database that is backed up, or whose backup is restored. */
  String database();

  /**
   * Back a database up.
   *
   * @param cluster 1 to 63 bytes
   * @param database 1 to 63 bytes
   * @param tier how long it is kept
   */
  record Backup(String cluster, String database, Tier tier) implements Work {
    /** Refuses names that PostgreSQL cannot have, with {@code REQUEST_INVALID}. */
    public Backup {
      SqlText.checkName(cluster);
      SqlText.checkName(database);
    }
  }

  /**
   * Restore a backup into a new database.
   *
   * @param cluster whose backup it is, and where it is restored
   * @param database whose backup it is
   * @param backupId which one
   * @param target the database that will hold it; with {@code swap} the living one that it replaces
   * @param swap whether it takes the place of a living database, which is kept under another name
   */
  record Restore(String cluster, String database, OperationId backupId, String target, boolean swap)
      implements Work {
    /** Refuses names that PostgreSQL cannot have or that it needs, with {@code REQUEST_INVALID}. */
    public Restore {
      SqlText.checkName(cluster);
      SqlText.checkName(database);
      SqlText.checkName(target);
      if (target.equals("template0") || target.equals("template1") || target.equals("postgres")) {
        throw new VigieException(
            ErrorCode.REQUEST_INVALID,
            "\"" + target + "\" is PostgreSQL's own database and no target of a restore");
      }
    }
  }
}
