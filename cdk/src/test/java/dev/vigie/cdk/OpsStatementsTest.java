package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the operations stack's roles may do, statement by statement. */
class OpsStatementsTest {
  private static final String BUCKET = "quickdata-pg-backups-storage-bucket-example";

  private final SynthesisedApp everything = Everything.APP;
  private final SynthesisedApp standard = SynthesisedApp.withEncryption("kms");

  @Test
  void statements_nameActionsAndResources_andNeverDelete() throws IOException {
    // The functions' and Scheduler's.
    assertThat(everything.ops("AWS::IAM::Policy")).hasSize(OpsFunction.values().length + 1);
    for (var policy : everything.ops("AWS::IAM::Policy").values()) {
      for (var statement : policy.at("/Properties/PolicyDocument/Statement")) {
        var actions = texts(statement.get("Action"));
        assertThat(actions).allMatch(action -> action.matches("[a-z0-9]+:[A-Za-z0-9]+"));
        // A message that was taken from the queue must go from there, and nothing else may.
        assertThat(actions)
            .filteredOn(action -> action.contains("Delete"))
            .isSubsetOf("sqs:DeleteMessage");
        if (texts(statement.get("Resource")).contains("*")) {
          // Those that take no resource, by the Service Authorization Reference.
          assertThat(actions)
              .isSubsetOf(
                  "xray:PutTraceSegments",
                  "xray:PutTelemetryRecords",
                  "ssm:DescribeInstanceInformation",
                  "cloudwatch:GetMetricData",
                  "ssm:ListCommands",
                  "ssm:GetCommandInvocation");
        }
      }
    }
    assertThat(everything.opsTemplate()).doesNotContain("s3:*", "ManagedPolicyArns");
  }

  @Test
  void statement_aboutManyResources_isHeldByAConditionOrItsPath() throws IOException {
    for (var policy : everything.ops("AWS::IAM::Policy").values()) {
      for (var statement : policy.at("/Properties/PolicyDocument/Statement")) {
        var resource = statement.get("Resource").toString();
        if (resource.contains(":instance/*")) {
          assertThat(statement.get("Condition"))
              .isEqualTo(
                  json(
                      "{'StringEquals': {'ssm:resourceTag/vigie:project': 'quickdata'}, 'Null':"
                          + " {'ssm:resourceTag/vigie:environment': 'true'}}"));
        }
        if (resource.contains(":key/*")) {
          assertThat(statement.at("/Condition/StringEquals").has("kms:ViaService")).isTrue();
          assertThat(
                  statement
                      .at("/Condition/StringEquals/kms:EncryptionContext:aws:s3:arn")
                      .toString())
              .contains(BUCKET);
        }
        if (texts(statement.get("Action")).contains("s3:PutObject")) {
          assertThat(resource)
              .containsPattern(
                  "/(operations|verified|evidence)/|/health/(backups|contents|state).json|/report/index.html")
              .doesNotContain("/backups/");
        }
      }
    }
  }

  @Test
  void nodes_areLookedUpByTheirOwnParametersAlone_whichTheInfrastructureWrites() {
    var looked = new ArrayList<String>();
    for (var policy : standard.ops("AWS::IAM::Policy").values()) {
      for (var statement : policy.at("/Properties/PolicyDocument/Statement")) {
        if (texts(statement.get("Action")).contains("ssm:GetParameter")) {
          statement.get("Resource").forEach(each -> looked.add(each.at("/Fn::Join/1").toString()));
        }
      }
    }
    var asking =
        Arrays.stream(OpsFunction.values())
            .filter(
                each ->
                    each.needs().contains(FunctionNeed.ASK)
                        || each.needs().contains(FunctionNeed.CANCEL))
            .count();
    assertThat(looked)
        .hasSize(2 * (int) asking)
        .allMatch(
            arn -> arn.matches(".*:parameter/vigie/quickdata/nodes/(database-1|monitoring)\"]"));
    assertThat(standard.stack(VigieApp.INFRA_STACK).ofType("AWS::SSM::Parameter").values())
        .extracting(each -> each.at("/Properties/Name").asText())
        .contains("/vigie/quickdata/nodes/database-1", "/vigie/quickdata/nodes/monitoring");
  }

  @Test
  void underEncryptionByS3_noFunctionMayUseAKey_butThatOfTheAlertsTopic() throws IOException {
    for (var policy : SynthesisedApp.withEncryption("s3").ops("AWS::IAM::Policy").values()) {
      for (var statement : policy.at("/Properties/PolicyDocument/Statement")) {
        if (!statement.path("Sid").asText().equals("EncryptAlerts")) {
          assertThat(statement.toString()).doesNotContain("kms:");
        }
      }
    }
  }

  @Test
  void queue_isFilledAndDrainedByThoseThatMust() {
    var senders = new ArrayList<String>();
    var takers = new ArrayList<String>();
    everything
        .ops("AWS::IAM::Policy")
        .forEach(
            (id, policy) -> {
              for (var statement : policy.at("/Properties/PolicyDocument/Statement")) {
                var actions = texts(statement.get("Action"));
                if (statement.path("Sid").asText().equals("QueueBackups")) {
                  senders.add(id.replaceAll("Functions|Role.*", ""));
                }
                if (actions.contains("sqs:ReceiveMessage")) {
                  takers.add(id.replaceAll("Functions|Role.*", ""));
                }
              }
            });
    assertThat(senders).containsExactlyInAnyOrder("PlanBackups", "Reconcile");
    assertThat(takers).containsExactly("StartBackup");
  }

  private static List<String> texts(JsonNode oneOrMany) {
    return oneOrMany.isArray()
        ? StreamSupport.stream(oneOrMany.spliterator(), false).map(JsonNode::asText).toList()
        : List.of(oneOrMany.asText());
  }
}
