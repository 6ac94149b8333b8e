package dev.vigie.operation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.SqlText;
import dev.vigie.postgres.TableName;
import java.util.List;

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
   * Restore a backup into a new database, or tables of it.
   *
   * @param cluster whose backup it is, and where it is restored
   * @param database whose backup it is
   * @param backupId which one
   * @param target the database that will hold it; with {@code swap} the living one that it
   *     replaces; with {@code tables} a new one, or a living one that has none of those names
   * @param swap whether it takes the place of a living database, which is kept under another name
   * @param tables the only ones that are restored, at most {@value #MAX_TABLES}; empty for all
   */
  record Restore(
      String cluster,
      String database,
      OperationId backupId,
      String target,
      boolean swap,
      List<TableCopy> tables)
      implements Work {
    /** Whoever wants more tables wants the database. */
    public static final int MAX_TABLES = 100;

    /** The whole backup. */
    public Restore(
        String cluster, String database, OperationId backupId, String target, boolean swap) {
      this(cluster, database, backupId, target, swap, List.of());
    }

    /**
     * Refuses names that PostgreSQL cannot have or that it needs, too many tables, one table or one
     * name twice, and tables with a swap, with {@code REQUEST_INVALID}.
     */
    public Restore {
      SqlText.checkName(cluster);
      SqlText.checkName(database);
      SqlText.checkName(target);
      tables = List.copyOf(tables);
      if (target.equals("template0") || target.equals("template1") || target.equals("postgres")) {
        throw new VigieException(
            ErrorCode.REQUEST_INVALID,
            "\"" + target + "\" is PostgreSQL's own database and no target of a restore");
      }
      checkTables(tables, swap);
    }

    private static void checkTables(List<TableCopy> tables, boolean swap) {
      if (swap && !tables.isEmpty()) {
        throw new VigieException(
            ErrorCode.REQUEST_INVALID, "tables alone cannot take a living database's place");
      }
      if (tables.size() > MAX_TABLES) {
        throw new VigieException(
            ErrorCode.REQUEST_INVALID,
            "%d tables are asked for, and %d are the most".formatted(tables.size(), MAX_TABLES));
      }
      if (tables.stream().map(TableCopy::from).distinct().count() < tables.size()
          || tables.stream().map(TableCopy::to).distinct().count() < tables.size()) {
        throw new VigieException(
            ErrorCode.REQUEST_INVALID, "a table, or the name of one, is asked for twice");
      }
    }
  }

  /**
   * A table that is restored alone.
   *
   * @param from its name in the backup
   * @param to its name in the target
   */
  record TableCopy(TableName from, TableName to) {}
}
