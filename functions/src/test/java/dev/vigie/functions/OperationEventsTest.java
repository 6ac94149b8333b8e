package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.operation.CommandTrace;
import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.storage.JsonDocuments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is put on the bus, against the schema that others read. */
class OperationEventsTest {
  private static final Path DOCS = Path.of("../docs/events");
  private static final Instant NOW = Instant.parse("2026-11-23T02:00:41.5Z");
  private static final OperationId ID = new OperationId("20261123T020000Z-7f3a9c04d1");
  private static final Work BACKUP = new Work.Backup("main", "My \"DB\" ü", Tier.DAILY);
  private static final Work RESTORE = new Work.Restore("main", "db", ID, "db", true);
  private static final Work DRILL = new Work.Drill("main", "db", ID, List.of());
  private static final Work COPY = new Work.Copy("main", "db", "second", Optional.empty());
  private static final Failure FAILURE = Failure.of(ErrorCode.DATABASE_UNKNOWN, "no db");

  /** One way to end. */
  record Ending(String detailType, Work work, Outcome outcome) {
    @Override
    public String toString() {
      return detailType;
    }
  }

  static List<Ending> endings() {
    Report backedUp = new Report.Backup("backups/main/db/x/manifest.json", 3, 40, 500, 60);
    Report restored =
        new Report.Restore(
            ID, "db", Optional.of("kept"), 3, 40, List.of("alice"), List.of("x"), List.of());
    Report beside =
        new Report.Restore(
            ID, "new", Optional.empty(), 0, 0, List.of(), List.of(), List.of("a note"));
    Report drilled = new Report.Drill(ID, "drills/main/db/x.json", 3, 40, 1, 60, 2.5);
    Report copied = new Report.Copy("second", ID, List.of(ID), 60);
    Failure endless = Failure.of(ErrorCode.CLIENT_FAILED, "\ud83d\ude00".repeat(100_000));
    Outcome refused =
        new Outcome(
            1,
            ID,
            Outcome.Status.REFUSED,
            NOW,
            Optional.empty(),
            Optional.of(FAILURE),
            Optional.of(new CommandTrace("c-1", "x", Optional.of("https://example.com/a$3Db"))));
    return List.of(
        new Ending("BackupSucceeded", BACKUP, Outcome.succeeded(ID, NOW, backedUp)),
        new Ending("RestoreSucceeded", RESTORE, Outcome.succeeded(ID, NOW, restored)),
        new Ending("RestoreSucceeded", RESTORE, Outcome.succeeded(ID, NOW, beside)),
        new Ending("DrillSucceeded", DRILL, Outcome.succeeded(ID, NOW, drilled)),
        new Ending("CopySucceeded", COPY, Outcome.succeeded(ID, NOW, copied)),
        new Ending("CopyFailed", COPY, Outcome.failed(ID, NOW, FAILURE)),
        new Ending("CopyLost", COPY, Outcome.lost(ID, NOW, FAILURE)),
        new Ending("CopyRefused", COPY, Outcome.refused(ID, NOW, FAILURE)),
        new Ending("DrillFailed", DRILL, Outcome.failed(ID, NOW, FAILURE)),
        new Ending("DrillLost", DRILL, Outcome.lost(ID, NOW, FAILURE)),
        new Ending("DrillRefused", DRILL, Outcome.refused(ID, NOW, FAILURE)),
        new Ending("BackupFailed", BACKUP, Outcome.failed(ID, NOW, FAILURE)),
        new Ending("RestoreFailed", RESTORE, Outcome.failed(ID, NOW, endless)),
        new Ending("BackupLost", BACKUP, Outcome.lost(ID, NOW, FAILURE)),
        new Ending("RestoreLost", RESTORE, Outcome.lost(ID, NOW, FAILURE)),
        new Ending("BackupRefused", BACKUP, refused),
        new Ending("RestoreRefused", RESTORE, refused));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void event_ofAnyEnding_isOfTheSchemaAndSmall(Ending ending) throws IOException {
    byte[] json = detail(ending);

    assertThat(errors(json)).isEmpty();
    assertThat(json).hasSizeLessThan(30_000);
    assertThat(OperationEvents.detailType(ending.work(), ending.outcome().status()))
        .isEqualTo(ending.detailType());
  }

  /** A schema that takes everything would be no contract. */
  @ParameterizedTest
  @MethodSource("endings")
  void schema_refusesAnEventThatLacksAnything(Ending ending) throws IOException {
    ObjectNode whole = (ObjectNode) JsonDocuments.MAPPER.readTree(detail(ending));
    for (String field : whole.properties().stream().map(entry -> entry.getKey()).toList()) {
      ObjectNode lacking = whole.deepCopy();
      lacking.remove(field);
      if (field.equals("log")) {
        assertThat(errors(lacking.toString())).isEmpty();
      } else {
        assertThat(errors(lacking.toString())).as(field).isNotEmpty();
      }
    }
    assertThat(errors(whole.deepCopy().put("status", "DONE").toString())).isNotEmpty();
    assertThat(errors(whole.deepCopy().put("operationId", "x").toString())).isNotEmpty();
  }

  @Test
  void readme_showsAnEventOfTheSchema_andNamesAllKinds() throws IOException {
    String readme = Files.readString(DOCS.resolve("README.md"));
    JsonNode shown =
        Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL)
            .matcher(readme)
            .results()
            .map(block -> block.group(1))
            .filter(block -> block.contains("detail-type"))
            .map(FunctionStage::read)
            .findFirst()
            .orElseThrow();

    assertThat(errors(shown.path("detail").toString())).isEmpty();
    assertThat(endings()).extracting(Ending::detailType).allMatch(readme::contains);
  }

  private static byte[] detail(Ending ending) {
    OperationRequest request =
        new OperationRequest(
            1, ID, NOW.minusSeconds(40), NOW, "a test", "i-0123456789abcdef0", ending.work());
    return JsonDocuments.bytes(OperationEvents.detail(request, ending.outcome()));
  }

  private static List<Error> errors(byte[] json) throws IOException {
    return errors(new String(json, StandardCharsets.UTF_8));
  }

  private static List<Error> errors(String json) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(DOCS.resolve("operation-ended-1.schema.json")));
    return schema.validate(
        json,
        InputFormat.JSON,
        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
  }
}
