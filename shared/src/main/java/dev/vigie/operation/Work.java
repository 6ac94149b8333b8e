package dev.vigie.operation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.SqlText;
import dev.vigie.postgres.TableName;
import java.util.List;
import java.util.Optional;

/** What an operation is to do. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Work.Backup.class, name = "backup"),
  @JsonSubTypes.Type(value = Work.Restore.class, name = "restore"),
  @JsonSubTypes.Type(value = Work.Drill.class, name = "drill"),
  @JsonSubTypes.Type(value = Work.Copy.class, name = "copy")
})
public sealed interface Work {
  /** The name under which the fleet knows the PostgreSQL server. */
  String cluster();

  /** The database that is backed up, or whose backups are restored, proved or copied. */
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
   * Prove a backup: restore it into a server that is thrown away, and compare it there.
   *
   * @param cluster whose backup it is
   * @param database whose backup it is
   * @param backupId which one
   * @param checks the application's own, at most {@value #MAX_CHECKS}
   */
  record Drill(String cluster, String database, OperationId backupId, List<Check> checks)
      implements Work {
    /** An application that needs more asks several things in one statement. */
    public static final int MAX_CHECKS = 100;

    /** Refuses names that PostgreSQL cannot have, and too many checks: {@code REQUEST_INVALID}. */
    public Drill {
      SqlText.checkName(cluster);
      SqlText.checkName(database);
      checks = List.copyOf(checks);
      if (checks.size() > MAX_CHECKS) {
        throw new VigieException(
            ErrorCode.REQUEST_INVALID,
            "%d checks are asked for, and %d are the most".formatted(checks.size(), MAX_CHECKS));
      }
    }
  }

  /**
   * Copy a database's backups into a second bucket, which those are that it lacks.
   *
   * @param cluster whose backups they are
   * @param database whose backups they are
   * @param bucket the second bucket's name
   * @param region where it is; empty if it is where the first is
   */
  record Copy(String cluster, String database, String bucket, Optional<String> region)
      implements Work {
    /** Refuses names that PostgreSQL cannot have, with {@code REQUEST_INVALID}. */
    public Copy {
      SqlText.checkName(cluster);
      SqlText.checkName(database);
    }
  }

  /**
   * What an application asks its restored database.
   *
   * @param sql one statement that returns rows, 1 to {@value #MAX_CHARACTERS} characters
   * @param expected its result as psql prints it unaligned: fields separated by {@code |}, rows by
   *     line feeds; at most {@value #MAX_CHARACTERS} characters
   */
  record Check(String sql, String expected) {
    /** Longer ones belong into a view. */
    public static final int MAX_CHARACTERS = 4_000;

    /**
     * Refuses an empty statement, and what is too long or no text, with {@code REQUEST_INVALID}.
     */
    public Check {
      SqlText.checkText(sql);
      SqlText.checkText(expected);
      if (sql.isBlank() || sql.length() > MAX_CHARACTERS || expected.length() > MAX_CHARACTERS) {
        throw new VigieException(
            ErrorCode.REQUEST_INVALID,
            "a check is a statement and its result, each of at most %d characters, and the statement is not empty"
                .formatted(MAX_CHARACTERS));
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
