package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.VigieException;
import dev.vigie.node.RunnerTask;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.TableCopy;
import dev.vigie.postgres.TableName;
import dev.vigie.restore.RestoreStarter;
import java.util.List;
import java.util.Optional;

/**
 * What {@code StartRestore} is asked.
 *
 * @param cluster 1 to 63 bytes
 * @param database 1 to 63 bytes
 * @param backup a backup's id, or {@code latest}, as if nothing is said
 * @param target the database that will hold it; 1 to 63 bytes
 * @param swap whether it takes the living database's place
 * @param tables the only ones that are restored, each {@code {"table": "public.orders", "as":
 *     "public.old_orders"}} with names as in SQL; empty for all
 * @param origin where the request comes from
 */
public record RestoreEvent(
    String cluster,
    String database,
    String backup,
    Optional<String> target,
    boolean swap,
    List<TableCopy> tables,
    Origin.Direct origin) {
  private static final String BACKUP =
      "latest, or a backup's id such as 20261123T020000Z-7f3a9c04d1";

  private static final String TABLES =
      "a list of at most " + Work.Restore.MAX_TABLES + " objects with table, and perhaps as";

  /**
   * Reads the event.
   *
   * @throws VigieException {@code REQUEST_INVALID} naming the field that is wrong
   */
  public static RestoreEvent of(JsonNode event) {
    Fields fields = Fields.of(event);
    String backup = fields.findText("backup", BACKUP).orElse(RestoreStarter.LATEST);
    if (!backup.equals(RestoreStarter.LATEST)
        && !RunnerTask.OPERATION_ID.matcher(backup).matches()) {
      throw fields.wrong("backup", BACKUP);
    }
    return new RestoreEvent(
        fields.name("cluster"),
        fields.name("database"),
        backup,
        fields.findName("target"),
        fields.flag("swap"),
        fields.inners("tables", TABLES).stream().map(RestoreEvent::table).toList(),
        Origin.Direct.of(fields));
  }

  private static TableCopy table(Fields fields) {
    TableName from = TableName.parse(fields.text("table", "schema.name"));
    return new TableCopy(
        from, fields.findText("as", "schema.name").map(TableName::parse).orElse(from));
  }
}
