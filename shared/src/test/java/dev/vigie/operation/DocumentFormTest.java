package dev.vigie.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifests;
import dev.vigie.config.Tier;
import dev.vigie.drill.DrillReport;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.WriteCondition;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms of the documents in the bucket: a contract with other programs and other versions. */
class DocumentFormTest {
  private static final OperationId ID = new OperationId("20261123T020000Z-7f3a9c04d1");
  private static final Instant TIME = Instant.parse("2026-11-23T02:00:01.5Z");

  /** May be missing, for they may be empty; everything else must be there. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "report",
          "error",
          "keptAs",
          "compared",
          "command",
          "log",
          "versionId",
          "locale",
          "icuRules",
          "acl",
          "comment",
          "grantee",
          "role");

  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());

  record Golden(String file, Object document) {
    @Override
    public String toString() {
      return file;
    }
  }

  static List<Golden> golden() {
    Work.Restore restore = new Work.Restore("main", "My DB", ID, "My DB", true);
    Report backedUp = new Report.Backup("backups/main/db/x/manifest.json", 3, 40, 500, 60);
    Report restored =
        new Report.Restore(
            ID, "My DB", Optional.of("kept"), 3, 40, List.of("alice"), List.of(), List.of());
    Report drilled = new Report.Drill(ID, "drills/main/My!20DB/x.json", 3, 40, 1, 60, 2.5);
    Failure failure = Failure.of(ErrorCode.DATABASE_UNKNOWN, "there is no \"db\"");
    CommandTrace trace = new CommandTrace("c-1", "{}\n", Optional.of("https://example.com/log"));
    Manifest manifest =
        Manifests.store(new InMemoryObjectStore("memory", Clock.systemUTC()), ID, "main", "My DB");
    return List.of(
        new Golden("manifest.json", manifest),
        new Golden("request-backup.json", request(new Work.Backup("main", "My DB", Tier.WEEKLY))),
        new Golden("request-restore.json", request(restore)),
        new Golden(
            "request-drill.json",
            request(new Work.Drill("main", "My DB", ID, List.of(new Work.Check("SELECT 1", "1"))))),
        new Golden("claim.json", new OperationJournal.Claim("host", 4711, TIME)),
        new Golden("cancel.json", new OperationJournal.Cancellation("vigie on a host", TIME)),
        new Golden("told.json", new OperationJournal.Told(TIME)),
        new Golden("outcome-traced.json", Outcome.failed(ID, TIME, failure).by(trace)),
        new Golden("command.json", new OperationJournal.SentCommand("c-1", TIME)),
        new Golden("result-backup.json", result(Optional.of(backedUp), Optional.empty())),
        new Golden("result-restore.json", result(Optional.of(restored), Optional.empty())),
        new Golden("result-drill.json", result(Optional.of(drilled), Optional.empty())),
        new Golden("outcome-refused.json", Outcome.refused(ID, TIME, failure)),
        new Golden("drill.json", drill(failure)),
        new Golden("result-failed.json", result(Optional.empty(), Optional.of(failure))),
        new Golden("outcome-succeeded.json", Outcome.succeeded(ID, TIME, backedUp)),
        new Golden("outcome-failed.json", Outcome.failed(ID, TIME, failure)),
        new Golden("outcome-lost.json", Outcome.lost(ID, TIME, failure)));
  }

  private static DrillReport drill(Failure failure) {
    return new DrillReport(
        1,
        ID,
        ID,
        "main",
        "My DB",
        TIME,
        TIME.plusSeconds(9),
        DrillReport.Result.FAILED,
        "postgres:17.7",
        Optional.of(new DrillReport.Compared(3, 40, 500)),
        List.of("table public.t: null instead of 40 rows"),
        List.of("VIEW public v"),
        List.of(new DrillReport.CheckResult("SELECT 1", "1", "2", false)),
        List.of(new DrillReport.PhaseTime("data", 2.5)),
        60,
        Optional.of(failure));
  }

  private static OperationRequest request(Work work) {
    return new OperationRequest(
        1, ID, TIME, TIME.plusSeconds(3_600), "a schedule", "i-0123456789abcdef0", work);
  }

  private static OperationResult result(Optional<Report> report, Optional<Failure> error) {
    return new OperationResult(1, ID, TIME, TIME.plusSeconds(9), report, error);
  }

  @ParameterizedTest
  @MethodSource("golden")
  void document_isWrittenAsItEverWas(Golden golden) throws IOException {
    assertThat(JsonDocuments.MAPPER.readTree(JsonDocuments.bytes(golden.document())))
        .isEqualTo(read(golden));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void document_readBack_isTheSame(Golden golden) throws IOException {
    assertThat(parse(golden, read(golden))).isEqualTo(golden.document());
  }

  @ParameterizedTest
  @MethodSource("golden")
  void document_withFieldsOfANewerVersion_isTheSame(Golden golden) throws IOException {
    JsonNode json = read(golden);
    for (ObjectNode object : objects(json)) {
      object.put("aFieldOfTomorrow", "x");
    }

    assertThat(parse(golden, json)).isEqualTo(golden.document());
  }

  @ParameterizedTest
  @MethodSource("golden")
  void document_withAFieldMissingOrNull_isRefusedUnlessItMayBe(Golden golden) throws IOException {
    int places = objects(read(golden)).size();
    for (int place = 0; place < places; place++) {
      List<String> names = new ArrayList<>();
      objects(read(golden)).get(place).fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode missing = read(golden);
        objects(missing).get(place).remove(name);
        JsonNode isNull = read(golden);
        objects(isNull).get(place).putNull(name);
        for (JsonNode damaged : List.of(missing, isNull)) {
          if (OPTIONAL.contains(name)) {
            parse(golden, damaged);
          } else {
            assertInvalid(golden, damaged, name);
          }
        }
      }
    }
  }

  @Test
  void document_ofAFormFromTheFuture_isRefusedWithWhatToDo() throws IOException {
    for (Golden golden : golden()) {
      ObjectNode json = (ObjectNode) read(golden);
      if (json.has("schemaVersion")) {
        json.put("schemaVersion", 2);
        assertThatThrownBy(() -> parse(golden, json))
            .isInstanceOfSatisfying(
                VigieException.class,
                e -> {
                  assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_INVALID);
                  assertThat(e.hint()).isEqualTo("Use a newer vigie.");
                });
      }
    }
  }

  @Test
  void document_withWordsBehindIt_isRefused() {
    store.put(
        "x",
        "{\"commandId\":\"c\",\"sentAt\":\"2026-11-23T02:00:00Z\"}{}".getBytes(UTF_8),
        Map.of(),
        WriteCondition.ALWAYS);

    assertThatThrownBy(() -> new JsonDocuments(store).get("x", OperationJournal.SentCommand.class))
        .isInstanceOf(VigieException.class);
  }

  private void assertInvalid(Golden golden, JsonNode json, String field) {
    assertThatThrownBy(() -> parse(golden, json))
        .as("%s without %s", golden, field)
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_INVALID));
  }

  private Object parse(Golden golden, JsonNode json) {
    store.put("x", json.toString().getBytes(UTF_8), Map.of(), WriteCondition.ALWAYS);
    return new JsonDocuments(store).get("x", golden.document().getClass());
  }

  /** Every object in the document, itself first. */
  private static List<ObjectNode> objects(JsonNode json) {
    List<ObjectNode> found = new ArrayList<>();
    if (json instanceof ObjectNode object) {
      found.add(object);
    }
    for (JsonNode child : json) {
      found.addAll(objects(child));
    }
    return found;
  }

  private static JsonNode read(Golden golden) throws IOException {
    try (InputStream stream = DocumentFormTest.class.getResourceAsStream("/documents/" + golden)) {
      assertThat(stream).as(golden.file()).isNotNull();
      return JsonDocuments.MAPPER.readTree(stream);
    }
  }
}
