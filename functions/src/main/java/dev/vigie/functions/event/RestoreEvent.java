package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.TableCopy;
import dev.vigie.postgres.TableName;
import dev.vigie.restore.RestoreStarter;
import dev.vigie.restore.RestoreStarter.Choice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code StartRestore} is asked.
 *
 * @param cluster 1 to 63 bytes
 * @param database 1 to 63 bytes
 * @param backup which one: a backup's id, {@code latest} or {@code newest} in {@code backup}, or a
 *     time in {@code at}; the latest if nothing is said
 * @param target the database that will hold it; 1 to 63 bytes
 * @param swap whether it takes the living database's place
 * @param tables the only ones that are restored, each {@code {"table": "public.orders", "as":
 *     "public.old_orders"}} with names as in SQL; empty for all
 * @param dryRun whether only to say what would happen
 * @param approval the word that a dry run gave, which a swap needs; empty if none was given
 * @param origin where the request comes from
 */
public record RestoreEvent(
    String cluster,
    String database,
    Choice backup,
    Optional<String> target,
    boolean swap,
    List<TableCopy> tables,
    boolean dryRun,
    String approval,
    Origin.Direct origin) {
  private static final String BACKUP =
      "latest, newest, or a backup's id such as 20261123T020000Z-7f3a9c04d1";

  private static final String APPROVAL = "what the dry run answered as approval";

  private static final String TABLES =
      "a list of at most " + Work.Restore.MAX_TABLES + " objects with table, and perhaps as";

  /**
   * Reads the event.
   *
   * @throws VigieException {@code REQUEST_INVALID} naming the field that is wrong
   */
  public static RestoreEvent of(JsonNode event) {
    Fields fields = Fields.of(event);
    return new RestoreEvent(
        fields.name("cluster"),
        fields.name("database"),
        choice(fields),
        fields.findName("target"),
        fields.flag("swap"),
        fields.inners("tables", TABLES).stream().map(RestoreEvent::table).toList(),
        fields.flag("dryRun"),
        approval(fields),
        Origin.Direct.of(fields));
  }

  private static Choice choice(Fields fields) {
    String backup = fields.findText("backup", BACKUP).orElse(RestoreStarter.LATEST);
    Optional<Instant> at = fields.findTime("at");
    boolean named = OperationId.isId(backup) || backup.equals(RestoreStarter.NEWEST);
    if (!backup.equals(RestoreStarter.LATEST) && (at.isPresent() || !named)) {
      throw fields.wrong("backup", at.isPresent() ? "absent where at is given" : BACKUP);
    }
    return at.<Choice>map(Choice.At::new).orElseGet(() -> Choice.of(backup));
  }

  private static String approval(Fields fields) {
    String approval = fields.findText("approval", APPROVAL).orElse("");
    if (!approval.isEmpty() && !OperationId.isId(approval)) {
      throw fields.wrong("approval", APPROVAL);
    }
    return approval;
  }

  private static TableCopy table(Fields fields) {
    TableName from = TableName.parse(fields.text("table", "schema.name"));
    return new TableCopy(
        from, fields.findText("as", "schema.name").map(TableName::parse).orElse(from));
  }
}
