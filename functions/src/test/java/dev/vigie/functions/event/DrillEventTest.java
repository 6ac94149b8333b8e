package dev.vigie.functions.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work.Check;
import dev.vigie.storage.JsonDocuments;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrillEventTest {
  private static final String ID = "20261123T020000Z-7f3a9c04d1";

  @Test
  void scheduledEvent_isOfTheNewestBackup() {
    assertThat(
            read(
                """
                {"cluster":"main","database":"nocodb","checks":[{"sql":"SELECT 1","expected":"1"}],
                 "scheduledTime":"2026-11-23T12:00:00Z","scheduleArn":"arn:x"}
                """))
        .isEqualTo(
            new DrillEvent(
                "main",
                "nocodb",
                Optional.empty(),
                List.of(new Check("SELECT 1", "1")),
                new Origin.Scheduled(Instant.parse("2026-11-23T12:00:00Z"), "arn:x")));
  }

  @Test
  void eventOfANewBackup_namesIt() {
    assertThat(
            read(
                """
                {"cluster":"main","database":"nocodb","backup":"%s",
                 "scheduledTime":"2026-11-23T12:00:00Z","scheduleArn":"the end of backup %s"}
                """
                    .formatted(ID, ID)))
        .isEqualTo(
            new DrillEvent(
                "main",
                "nocodb",
                Optional.of(new OperationId(ID)),
                List.of(),
                new Origin.Scheduled(
                    Instant.parse("2026-11-23T12:00:00Z"), "the end of backup " + ID)));
  }

  @Test
  void directEvent_isReadWithItsRequester_andAnEmptyResultIsOne() {
    DrillEvent event =
        read(
            """
            {"cluster":"main","database":"nocodb","backup":"latest","requestedBy":"Zoë",
             "checks":[{"sql":"SELECT 1 WHERE false","expected":""}]}
            """);

    assertThat(event.origin()).isEqualTo(new Origin.Direct(Optional.empty(), Optional.of("Zoë")));
    assertThat(event.checks()).containsExactly(new Check("SELECT 1 WHERE false", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"backup\":\"newest-ish\"",
        "\"backup\":7",
        "\"checks\":{}",
        "\"checks\":[\"SELECT 1\"]",
        "\"checks\":[{\"sql\":\"SELECT 1\"}]",
        "\"checks\":[{\"sql\":\"SELECT 1\",\"expected\":1}]",
        "\"checks\":[{\"sql\":\" \",\"expected\":\"\"}]",
        "\"scheduledTime\":\"<aws.scheduler.scheduled-time>\""
      })
  void field_ofAnotherForm_isRefused(String field) {
    assertThatThrownBy(() -> read("{\"cluster\":\"main\",\"database\":\"db\"," + field + "}"))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).hasToString("REQUEST_INVALID"));
  }

  private static DrillEvent read(String json) {
    try {
      return DrillEvent.of(JsonDocuments.MAPPER.readTree(json));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }
}
