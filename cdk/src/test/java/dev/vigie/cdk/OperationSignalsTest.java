package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Schedules and event rules, against the events that the functions are tested with: what these send
 * is what those read.
 */
class OperationSignalsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EVENTS =
      Path.of("../functions/src/test/resources/dev/vigie/functions/event");
  private static final String BUCKET = "quickdata-pg-backups-storage-bucket-example";

  private final SynthesisedApp everything = Everything.APP;

  @Test
  void schedules_areFive_howeverManyDatabasesTheSettingsHave() throws IOException {
    assertThat(everything.ops("AWS::Scheduler::Schedule").values())
        .extracting(schedule -> schedule.at("/Properties/Name").asText())
        .containsExactlyInAnyOrder("backups", "drills", "reconcile", "health", "report");
    var schedule = everything.ops("AWS::Scheduler::Schedule", "Name", "backups");
    assertThat(schedule.get("ScheduleExpression").asText()).isEqualTo("rate(5 minutes)");
    assertThat(schedule.get("FlexibleTimeWindow")).isEqualTo(json("{'Mode': 'OFF'}"));
    assertThat(schedule.at("/Target/RetryPolicy"))
        .isEqualTo(json("{'MaximumEventAgeInSeconds': 3600, 'MaximumRetryAttempts': 3}"));
    assertThat(schedule.at("/Target").has("DeadLetterConfig")).isTrue();
    assertThat(JSON.readTree(schedule.at("/Target/Input").asText()))
        .isEqualTo(event("tick-placeholders"));
    var drills = everything.ops("AWS::Scheduler::Schedule", "Name", "drills");
    assertThat(drills.get("ScheduleExpression").asText()).isEqualTo("rate(5 minutes)");
    assertThat(JSON.readTree(drills.at("/Target/Input").asText()))
        .isEqualTo(((ObjectNode) event("tick-placeholders")).put("tick", true));
  }

  @Test
  void scheduler_mayCallForThisGroupOnly() throws IOException {
    var roles = everything.ops("AWS::IAM::Role").values().toString();
    assertThat(roles).contains("scheduler.amazonaws.com", ":schedule-group/vigie-quickdata");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3-manifest", "s3-result"})
  void rule_ofObjects_takesTheEventsThatRecordOutcomeReads(String name) throws IOException {
    var event = event(name);
    var detail = (ObjectNode) event.get("detail");
    assertThat(EventPatternMatch.fits(pattern("Object Created"), event)).isFalse();
    detail.set("bucket", json("{'name': '" + BUCKET + "'}"));
    assertThat(EventPatternMatch.fits(pattern("Object Created"), event)).isTrue();
    detail.set("object", json("{'key': 'backups/main/nocodb/x/data-0001.dump.zst'}"));
    assertThat(EventPatternMatch.fits(pattern("Object Created"), event)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ssm-invocation-success", "ssm-invocation-canceled", "ssm-invocation-cancelled"})
  void rule_ofCommands_takesTheEndsOfVigiesOwn(String name) throws IOException {
    var pattern = pattern("EC2 Command Invocation Status-change Notification");
    var event = event(name);
    var detail = (ObjectNode) event.get("detail");
    assertThat(EventPatternMatch.fits(pattern, event)).isFalse();
    detail.put("document-name", "vigie-quickdata-run");
    assertThat(EventPatternMatch.fits(pattern, event)).isTrue();
    detail.put("status", "InProgress");
    assertThat(EventPatternMatch.fits(pattern, event)).isFalse();
  }

  private JsonNode pattern(String detailType) throws IOException {
    return everything.ops("AWS::Events::Rule").values().stream()
        .map(rule -> rule.at("/Properties/EventPattern"))
        .filter(pattern -> pattern.at("/detail-type/0").asText().equals(detailType))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode event(String name) throws IOException {
    return JSON.readTree(EVENTS.resolve(name + ".json").toFile());
  }
}
