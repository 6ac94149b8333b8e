package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What new backups begin, against what StartCopy and StartDrill read. */
class NewBackupRulesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String COPIES = "by StartCopy";
  private static final String DRILLS = "by StartDrill";

  private final SynthesisedApp everything = Everything.APP;

  @Test
  void copy_isBegunByEveryNewBackupOfTheSettingsClusters_andByNothingElse() throws IOException {
    var event = event("daily");
    assertThat(fits(COPIES, event)).isTrue();

    event.put("detail-type", "BackupFailed");
    assertThat(fits(COPIES, event)).isFalse();
    var other = event("daily");
    ((ObjectNode) other.at("/detail")).put("cluster", "somebody's");
    assertThat(fits(COPIES, other)).isFalse();
  }

  @Test
  void drill_isBegunByNewBackupsOfTheTiersThatAreKeptLongest_andNoOthers() throws IOException {
    assertThat(fits(DRILLS, event("monthly"))).isTrue();
    assertThat(fits(DRILLS, event("yearly"))).isTrue();
    assertThat(fits(DRILLS, event("daily"))).isFalse();
    var other = event("yearly");
    ((ObjectNode) other.at("/detail")).put("cluster", "somebody's");
    assertThat(fits(DRILLS, other)).isFalse();
  }

  /** The same for every delivery of one event; names as JSON, whatever they are. */
  @Test
  void rules_sendWhatTheFunctionsRead() throws IOException {
    var common =
        List.of(
            "\"cluster\":<detail-cluster>",
            "\"database\":<detail-database>",
            "\"scheduledTime\":<detail-recordedAt>",
            "the end of backup <detail-operationId>");

    assertThat(template(COPIES)).contains(common).doesNotContain("\"backup\"");
    assertThat(template(DRILLS)).contains(common).contains("\"backup\":<detail-operationId>");
    assertThat(rule(DRILLS).at("/Properties/Targets/0/InputTransformer/InputPathsMap"))
        .isEqualTo(
            JSON.readTree(
                """
                {"detail-cluster": "$.detail.cluster", "detail-database": "$.detail.database",
                 "detail-operationId": "$.detail.operationId",
                 "detail-recordedAt": "$.detail.recordedAt"}
                """));
  }

  @Test
  void stack_withoutASecondBucket_hasNoRuleForCopies() throws IOException {
    assertThat(SynthesisedApp.withEncryption("s3").ops("AWS::Events::Rule").values())
        .isNotEmpty()
        .noneMatch(rule -> rule.toString().contains(COPIES));
  }

  private static ObjectNode event(String tier) throws IOException {
    return (ObjectNode)
        JSON.readTree(
            """
            {"source": "vigie", "detail-type": "BackupSucceeded",
             "detail": {"cluster": "main", "database": "any", "backup": {"tier": "%s"}}}
            """
                .formatted(tier));
  }

  private boolean fits(String rule, JsonNode event) throws IOException {
    return EventPatternMatch.fits(rule(rule).at("/Properties/EventPattern"), event);
  }

  private String template(String rule) throws IOException {
    return rule(rule).at("/Properties/Targets/0/InputTransformer/InputTemplate").asText();
  }

  private JsonNode rule(String description) throws IOException {
    return everything.ops("AWS::Events::Rule").values().stream()
        .filter(rule -> rule.at("/Properties/Description").asText().endsWith(description))
        .findFirst()
        .orElseThrow();
  }
}
