package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.VigieException;
import dev.vigie.node.RunnerTask;
import dev.vigie.restore.RestoreStarter;
import java.util.Optional;

/**
 * What {@code StartRestore} is asked.
 *
 * @param cluster 1 to 63 bytes
 * @param database 1 to 63 bytes
 * @param backup a backup's id, or {@code latest}, as if nothing is said
 * @param target the database that will hold it; 1 to 63 bytes
 * @param swap whether it takes the living database's place
 * @param origin where the request comes from
 */
public record RestoreEvent(
    String cluster,
    String database,
    String backup,
    Optional<String> target,
    boolean swap,
    Origin.Direct origin) {
  private static final String BACKUP =
      "latest, or a backup's id such as 20261123T020000Z-7f3a9c04d1";

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
        Origin.Direct.of(fields));
  }
}
