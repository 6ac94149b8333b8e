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
  void schedule_sendsWhatStartBackupReads() throws IOException {
    var schedule = everything.ops("AWS::Scheduler::Schedule", "Name", "main.nocodb.only");
    assertThat(schedule.get("ScheduleExpression").asText()).isEqualTo("cron(0 2 * * ? *)");
    assertThat(schedule.get("ScheduleExpressionTimezone").asText()).isEqualTo("Europe/Paris");
    assertThat(schedule.get("FlexibleTimeWindow"))
        .isEqualTo(json("{'Mode': 'FLEXIBLE', 'MaximumWindowInMinutes': 10}"));
    assertThat(schedule.at("/Target/RetryPolicy"))
        .isEqualTo(json("{'MaximumEventAgeInSeconds': 3600, 'MaximumRetryAttempts': 3}"));
    assertThat(schedule.at("/Target").has("DeadLetterConfig")).isTrue();
    var sent = (ObjectNode) JSON.readTree(schedule.at("/Target/Input").asText());
    assertThat(sent.remove("tier").asText()).isEqualTo("weekly");
    assertThat(sent).isEqualTo(event("backup-placeholders"));
  }

  @Test
  void schedule_ofANameThatSchedulerCannotTake_hasOneThatItCan() throws IOException {
    var names =
        everything.ops("AWS::Scheduler::Schedule").values().stream()
            .map(schedule -> schedule.at("/Properties/Name").asText())
            .toList();
    assertThat(names)
        .hasSize(5)
        .contains("reconcile", "main.nocodb.only", "main.nocodb.drill")
        .allMatch(name -> name.matches("[0-9a-zA-Z-_.]{1,64}"))
        .anyMatch(name -> name.matches("main\\.My_+DB_+x_+\\.only\\.[0-9a-f]{8}"));
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
