package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Alarms, and how people hear of them, as the synthesised template has them. */
class OpsAlarmsTest {
  private final SynthesisedApp everything = Everything.APP;

  @Test
  void alarm_onBackupAge_ringsWhenNothingIsHeard() throws IOException {
    var alarm =
        everything.ops(
            "AWS::CloudWatch::Alarm", "AlarmName", "vigie-quickdata-BackupAge.main.nocodb");
    assertThat(alarm.get("TreatMissingData").asText()).isEqualTo("breaching");
    assertThat(alarm.get("Period").asInt() * alarm.get("EvaluationPeriods").asInt())
        .isEqualTo(26 * 3_600);
    assertThat(alarm.get("ComparisonOperator").asText()).isEqualTo("LessThanThreshold");
    assertThat(alarm.get("Namespace").asText()).isEqualTo("Vigie/quickdata");
    assertThat(alarm.get("MetricName").asText()).isEqualTo("OperationSucceeded");
    assertThat(alarm.get("Dimensions"))
        .isEqualTo(
            json(
                "[{'Name': 'Cluster', 'Value': 'main'}, {'Name': 'Database', 'Value': 'nocodb'},"
                    + " {'Name': 'Kind', 'Value': 'backup'}]"));
    assertThat(everything.opsTemplate()).contains("My!20!22DB!22!20!24!7bx!7d!20!c3!bc");
  }

  @Test
  void alarms_tellWhenTheyRingAndWhenItIsOver() throws IOException {
    var alarms = everything.ops("AWS::CloudWatch::Alarm").values();
    // Three of each function, two of each database, three of queues, overdue, missed, stuck,
    // schedules, health.
    assertThat(alarms).hasSize(3 * OpsFunction.values().length + 2 * 2 + 3 + 5);
    assertThat(alarms)
        .map(alarm -> alarm.get("Properties"))
        .allMatch(alarm -> alarm.get("AlarmActions").size() == 1)
        .allMatch(alarm -> alarm.get("AlarmActions").equals(alarm.get("OKActions")));
    var overdue =
        everything.ops("AWS::CloudWatch::Alarm", "AlarmName", "vigie-quickdata-OverdueBackups");
    assertThat(overdue.get("TreatMissingData").asText()).isEqualTo("breaching");
    assertThat(overdue.has("Dimensions")).isFalse();
  }

  @Test
  void topic_isEncryptedAndTellsTheAddresses() throws IOException {
    var topic = everything.ops("AWS::SNS::Topic", "TopicName", "vigie-quickdata-alerts");
    assertThat(topic.has("KmsMasterKeyId")).isTrue();
    assertThat(
            everything
                .ops("AWS::SNS::Subscription", "Endpoint", "ops@example.org")
                .get("Protocol")
                .asText())
        .isEqualTo("email");
    var policy = everything.ops("AWS::SNS::TopicPolicy").values().toString();
    assertThat(policy).contains("aws:SecureTransport", "cloudwatch.amazonaws.com");
  }

  @Test
  void secret_ofAChannel_isEmptyAndHasNoNameOfItsOwn() throws IOException {
    assertThat(everything.ops("AWS::SecretsManager::Secret").values())
        .singleElement()
        .satisfies(
            secret ->
                assertThat(secret.get("Properties").properties())
                    .map(Map.Entry::getKey)
                    .containsExactly("Description"));
  }

  @Test
  void bus_andDashboard_areNamedAfterTheProject() throws IOException {
    assertThat(everything.ops("AWS::Events::EventBus", "Name", "vigie-quickdata")).isNotNull();
    assertThat(everything.ops("AWS::CloudWatch::Dashboard", "DashboardName", "vigie-quickdata"))
        .isNotNull();
  }
}
