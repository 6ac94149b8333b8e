package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What begins copies, against what StartCopy reads. */
class CopyTriggerTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void rule_takesEveryNewBackup_andNothingElse() throws IOException {
    var event =
        (ObjectNode)
            JSON.readTree(
                """
                {"source": "vigie", "detail-type": "BackupSucceeded",
                 "detail": {"cluster": "main", "database": "any"}}
                """);
    var pattern = rule().at("/Properties/EventPattern");

    assertThat(EventPatternMatch.fits(pattern, event)).isTrue();
    event.put("detail-type", "BackupFailed");
    assertThat(EventPatternMatch.fits(pattern, event)).isFalse();
  }

  @Test
  void rule_sendsWhatStartCopyReads_theSameForEveryDelivery() throws IOException {
    var input = rule().at("/Properties/Targets/0/InputTransformer");

    assertThat(input.get("InputPathsMap"))
        .isEqualTo(
            JSON.readTree(
                """
                {"detail-cluster": "$.detail.cluster", "detail-database": "$.detail.database",
                 "detail-operationId": "$.detail.operationId",
                 "detail-recordedAt": "$.detail.recordedAt"}
                """));
    assertThat(input.get("InputTemplate").asText())
        .contains(
            "\"cluster\":<detail-cluster>",
            "\"database\":<detail-database>",
            "\"scheduledTime\":<detail-recordedAt>",
            "the end of backup <detail-operationId>");
  }

  @Test
  void stack_withoutASecondBucket_hasNoRule() throws IOException {
    assertThat(SynthesisedApp.withEncryption("s3").ops("AWS::Events::Rule").values())
        .isNotEmpty()
        .noneMatch(rule -> rule.toString().contains("a second copy"));
  }

  private static JsonNode rule() throws IOException {
    return Everything.APP.ops("AWS::Events::Rule").values().stream()
        .filter(rule -> rule.at("/Properties/Description").asText().contains("a second copy"))
        .findFirst()
        .orElseThrow();
  }
}
