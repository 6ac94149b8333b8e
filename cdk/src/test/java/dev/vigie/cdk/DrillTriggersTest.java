package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What begins drills, against what StartDrill reads. */
class DrillTriggersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHECKS = "[{\"sql\":\"SELECT 1\",\"expected\":\"1\"}]";

  private final SynthesisedApp everything = Everything.APP;

  @Test
  void schedule_asksForADrillOfTheNewestBackup() throws IOException {
    var schedule = everything.ops("AWS::Scheduler::Schedule", "Name", "main.nocodb.drill");

    assertThat(schedule.get("ScheduleExpression").asText()).isEqualTo("cron(0 12 ? * SUN *)");
    assertThat(schedule.at("/FlexibleTimeWindow/MaximumWindowInMinutes").asInt()).isEqualTo(60);
    assertThat(schedule.at("/Target").has("DeadLetterConfig")).isTrue();
    assertThat(JSON.readTree(schedule.at("/Target/Input").asText()))
        .isEqualTo(
            JSON.readTree(
                """
                {"cluster": "main", "database": "nocodb", "checks": %s,
                 "scheduledTime": "<aws.scheduler.scheduled-time>",
                 "scheduleArn": "<aws.scheduler.schedule-arn>"}
                """
                    .formatted(CHECKS)));
  }

  @Test
  void scheduler_mayCallForTheDrillsGroup() throws IOException {
    assertThat(everything.ops("AWS::IAM::Role").values().toString())
        .contains(":schedule-group/vigie-quickdata-drills");
  }

  @Test
  void rule_takesNewBackupsOfTheTiersThatAreKeptLongest_andNoOthers() throws IOException {
    var event =
        (ObjectNode)
            JSON.readTree(
                """
        {"source": "vigie", "detail-type": "BackupSucceeded",
         "detail": {"cluster": "main", "database": "nocodb", "backup": {"tier": "monthly"}}}
        """);
    var pattern = rule("nocodb").at("/Properties/EventPattern");

    assertThat(EventPatternMatch.fits(pattern, event)).isTrue();
    ((ObjectNode) event.at("/detail/backup")).put("tier", "yearly");
    assertThat(EventPatternMatch.fits(pattern, event)).isTrue();
    ((ObjectNode) event.at("/detail/backup")).put("tier", "daily");
    assertThat(EventPatternMatch.fits(pattern, event)).isFalse();
    ((ObjectNode) event.at("/detail/backup")).put("tier", "yearly");
    ((ObjectNode) event.at("/detail")).put("database", "other");
    assertThat(EventPatternMatch.fits(pattern, event)).isFalse();
  }

  @Test
  void rule_sendsWhatStartDrillReads_theSameForEveryDelivery() throws IOException {
    var input = rule("nocodb").at("/Properties/Targets/0/InputTransformer");

    assertThat(input.get("InputPathsMap"))
        .isEqualTo(
            JSON.readTree(
                """
                {"detail-operationId": "$.detail.operationId",
                 "detail-recordedAt": "$.detail.recordedAt"}
                """));
    var sent =
        JSON.readTree(
            input
                .get("InputTemplate")
                .asText()
                .replace("<detail-operationId>", "\"ID\"")
                .replace("\"the end of backup \"ID\"\"", "\"the end of backup ID\"")
                .replace("<detail-recordedAt>", "\"TIME\""));
    assertThat(sent)
        .isEqualTo(
            JSON.readTree(
                """
                {"cluster": "main", "database": "nocodb", "checks": %s, "backup": "ID",
                 "scheduledTime": "TIME", "scheduleArn": "the end of backup ID"}
                """
                    .formatted(CHECKS)));
  }

  private JsonNode rule(String database) throws IOException {
    return everything.ops("AWS::Events::Rule").values().stream()
        .filter(
            rule -> rule.at("/Properties/EventPattern/detail/database/0").asText().equals(database))
        .findFirst()
        .orElseThrow();
  }
}
