package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.Check;
import java.util.List;
import java.util.Optional;

/**
 * What {@code StartDrill} is asked for one backup: by a rule that hears of a new one, in the form
 * of a schedule's request, or by a request alone. What its schedule asks is a {@link TickEvent}.
 *
 * @param cluster 1 to 63 bytes
 * @param database 1 to 63 bytes
 * @param backup a backup's id; empty for {@code latest} or nothing said: the newest
 * @param checks the application's own, each {@code {"sql": "SELECT 1", "expected": "1"}}
 * @param origin where the request comes from
 */
public record DrillEvent(
    String cluster,
    String database,
    Optional<OperationId> backup,
    List<Check> checks,
    Origin origin) {
  private static final String LATEST = "latest";

  private static final String BACKUP =
      "latest, or a backup's id such as 20261123T020000Z-7f3a9c04d1";

  private static final String CHECKS =
      "a list of at most " + Work.Drill.MAX_CHECKS + " objects with sql and expected";

  /**
   * Reads the event.
   *
   * @throws dev.vigie.error.VigieException {@code REQUEST_INVALID} naming the field that is wrong
   */
  public static DrillEvent of(JsonNode event) {
    Fields fields = Fields.of(event);
    return new DrillEvent(
        fields.name("cluster"),
        fields.name("database"),
        backup(fields),
        fields.inners("checks", CHECKS).stream().map(DrillEvent::check).toList(),
        fields.has("scheduledTime") ? Origin.Scheduled.of(fields) : Origin.Direct.of(fields));
  }

  private static Optional<OperationId> backup(Fields fields) {
    String backup = fields.findText("backup", BACKUP).orElse(LATEST);
    if (backup.equals(LATEST)) {
      return Optional.empty();
    }
    if (!OperationId.isId(backup)) {
      throw fields.wrong("backup", BACKUP);
    }
    return Optional.of(new OperationId(backup));
  }

  /** A result may be empty, as that of a statement that finds nothing. */
  private static Check check(Fields fields) {
    JsonNode expected = fields.object().path("expected");
    if (!expected.isTextual()) {
      throw fields.wrong("expected", "the statement's result as text");
    }
    return new Check(fields.text("sql", "a statement"), expected.textValue());
  }
}
