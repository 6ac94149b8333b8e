package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigie.config.HealthSettings;
import dev.vigie.config.Limits;
import dev.vigie.config.Thresholds;
import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What health is held against: from the context to what a function reads. */
class OpsHealthTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final SynthesisedApp standard = SynthesisedApp.withEncryption("kms");

  @Test
  void settings_withoutAny_areTheDefaults() {
    var health = read(Map.of());

    assertThat(health.checkMinutes()).isEqualTo(5);
    assertThat(health.thresholds()).isEqualTo(Thresholds.DEFAULT);
    assertThat(health.https()).isEmpty();
    assertThat(health.rtoMinutes()).isEmpty();
  }

  @Test
  void settings_inTheContext_areRead_andOneOfAPairMayBeSetAlone() {
    var health =
        read(
            Map.of(
                "checkMinutes", 1,
                "https", Map.of("nocodb", "https://nocodb.example.org/"),
                "rtoMinutes", Map.of("main", Map.of("nocodb", 30)),
                "diskUsedPercent", Map.of("warn", 70),
                "cpuCredits", 5,
                "drift", Map.of("factor", 3)));

    assertThat(health.checkMinutes()).isEqualTo(1);
    assertThat(health.https()).containsOnlyKeys("nocodb");
    assertThat(health.rtoMinutes().get("main")).containsEntry("nocodb", 30);
    assertThat(health.thresholds().diskUsedPercent()).isEqualTo(new Limits(70, 90));
    assertThat(health.thresholds().cpuCredits()).isEqualTo(5);
    assertThat(health.thresholds().drift().factor()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'checkMinutes': 16}|vigie.ops.health.checkMinutes",
        "{'often': 1}|'vigie.ops.health.often' is unknown",
        "{'https': {'a': 'http://h'}}|vigie.ops.health.https.a",
        "{'https': {'a': 'https://u:p@h/'}}|vigie.ops.health.https.a",
        "{'https': {'A': 'https://h/'}}|vigie.ops.health.https.A",
        "{'rtoMinutes': {'main': {'db': 0}}}|vigie.ops.health.rtoMinutes.main.db",
        "{'diskUsedPercent': {'warn': 95}}|health.diskUsedPercent",
        "{'diskUsedPercent': {'stop': 95}}|'vigie.ops.health.diskUsedPercent.stop' is unknown",
        "{'cpuCredits': 1001}|health.cpuCredits is 1001",
        "{'diskBurstPercent': -1}|health.diskBurstPercent is -1",
        "{'drift': {'backups': 61}}|health.drift.backups is 61"
      })
  void setting_thatIsWrong_isRefusedByName(String settings, String words) {
    assertThatThrownBy(() -> read(JSON.convertValue(json(settings), OBJECT)))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID))
        .hasMessageContaining(words);
  }

  /** As a function reads it: from the layer's own file. */
  @Test
  void file_ofTheFunctions_saysHowTheBucketWasDeployed() throws IOException {
    try (var files = Files.walk(standard.directory())) {
      var file =
          files
              .filter(each -> each.endsWith("vigie/health.json"))
              .filter(each -> each.toString().contains("asset."))
              .findFirst()
              .orElseThrow();
      var settings = HealthSettings.fromEnvironment(Map.of("VIGIE_HEALTH_FILE", file.toString()));

      assertThat(settings.thresholds()).isEqualTo(Thresholds.DEFAULT);
      assertThat(settings.findPosture())
          .contains(
              new HealthSettings.Posture(
                  Map.of(Tier.DAILY, 14, Tier.WEEKLY, 60, Tier.MONTHLY, 400, Tier.YEARLY, 2_600),
                  7,
                  "aws:kms"));
    }
  }

  @Test
  void health_isLookedAtByItsSchedule_andItsSilenceRings() throws IOException {
    var schedule = standard.ops("AWS::Scheduler::Schedule", "Name", "health");
    assertThat(schedule.get("ScheduleExpression").asText()).isEqualTo("rate(5 minutes)");
    var alarm = standard.ops("AWS::CloudWatch::Alarm", "AlarmName", "vigie-quickdata-HealthUnseen");
    assertThat(alarm.get("MetricName").asText()).isEqualTo("HealthFindings");
    assertThat(alarm.get("TreatMissingData").asText()).isEqualTo("breaching");
    assertThat(alarm.get("ComparisonOperator").asText()).isEqualTo("LessThanThreshold");
    assertThat(alarm.get("Period").asInt() * alarm.get("EvaluationPeriods").asInt())
        .isEqualTo(1_800);
  }

  /** It writes its own memory and nothing else, and of the bucket's set-up it changes nothing. */
  @Test
  void role_ofCheckHealth_seesAndChangesNothingButItsMemory() throws IOException {
    var policies =
        standard.ops("AWS::IAM::Policy").entrySet().stream()
            .filter(each -> each.getKey().contains("CheckHealth"))
            .map(Map.Entry::getValue)
            .toList();
    assertThat(policies).hasSize(1);
    var statements =
        StreamSupport.stream(
                policies.getFirst().at("/Properties/PolicyDocument/Statement").spliterator(), false)
            .toList();
    assertThat(bySid(statements, "SeeBucket").get("Action"))
        .isEqualTo(
            json(
                "['s3:GetBucketObjectLockConfiguration', 's3:GetBucketPublicAccessBlock',"
                    + " 's3:GetBucketVersioning', 's3:GetEncryptionConfiguration',"
                    + " 's3:GetLifecycleConfiguration']"));
    assertThat(bySid(statements, "RememberContents").get("Resource").toString())
        .contains("/health/contents.json");
    assertThat(statements)
        .filteredOn(each -> each.get("Action").toString().contains("s3:PutObject"))
        .hasSize(2)
        .allMatch(each -> each.get("Resource").toString().contains("/health/"));
    assertThat(bySid(statements, "SendProbeDocument").get("Resource").toString())
        .contains("document/vigie-quickdata-probe");
  }

  private static JsonNode bySid(List<JsonNode> statements, String sid) {
    return statements.stream()
        .filter(each -> each.path("Sid").asText().equals(sid))
        .findFirst()
        .orElseThrow();
  }

  private static OpsHealth read(Map<String, Object> health) {
    return OpsHealth.from(new ContextObject("vigie.ops.health", health));
  }
}
