package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.local.LambdaRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole round by the real handler, over a real S3: what it answers, and what it measures. */
class CheckHealthIT {
  @TempDir static Path directory;

  private static FunctionStage stage;

  @BeforeAll
  static void start() throws Exception {
    stage = FunctionStage.start(directory);
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  /** The stage's machine says nothing, and its S3 has no public access block. */
  @Test
  void round_tellsWhatIsBroken_whatCouldNotBeSeen_andMeasuresTheRest() {
    stage.putManifest("fresh", stage.time(7));

    JsonNode answer = stage.invoke("CheckHealth", "{}");

    assertThat(found(answer))
        .contains("backup-age FAIL main/never", "disk UNKNOWN local", "memory UNKNOWN local")
        .doesNotContain("backup-age FAIL main/fresh", "backup-objects FAIL main/fresh");
    assertThat(answer.path("findings").asInt()).isGreaterThan(answer.path("unwell").size());
    FunctionStage.await(() -> !stage.metrics("RecoveryPointSeconds").isEmpty());
    assertThat(stage.metrics("RecoveryPointSeconds"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.at("/_aws/CloudWatchMetrics/0/Dimensions").toString())
                  .isEqualTo("[[\"Cluster\",\"Database\"]]");
              assertThat(line.path("Database").asText()).isEqualTo("fresh");
              assertThat(line.path("RecoveryPointSeconds").asDouble()).isBetween(1.0, 7_200.0);
            });
    assertThat(stage.metrics("HealthFindings"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.path("HealthFindings").asInt())
                  .isEqualTo(answer.path("findings").asInt());
              assertThat(line.path("HealthFail").asInt()).isPositive();
              assertThat(line.at("/Checks/backup-age/fail").asInt()).isEqualTo(1);
            });
  }

  @Test
  void round_onAws_seesMachinesFromOutside_andServersByTheirFunctions() throws IOException {
    try (AwsServices aws = new AwsServices()) {
      Map<String, String> settings = new HashMap<>(aws.environment());
      settings.put(
          "VIGIE_FLEET",
          """
          {"clusters": [{"name": "main", "node": "database-1"},
                        {"name": "rds", "node": "function:runner-rds"}]}
          """);
      settings.put("VIGIE_SSM_DOCUMENT", "vigie-run");
      settings.put("VIGIE_SSM_CANCEL_DOCUMENT", "vigie-cancel");
      settings.put("VIGIE_SSM_PROBE_DOCUMENT", "vigie-probe");
      settings.put("VIGIE_SSM_NODES", "/vigie/q/nodes/");

      try (LambdaRuntime function = stage.startWith("CheckHealth-aws", settings)) {
        JsonNode answer =
            FunctionStage.read(function.invoke("{}".getBytes(StandardCharsets.UTF_8)).answer());

        assertThat(found(answer))
            .contains("node FAIL database-1", "postgres FAIL rds", "burst UNKNOWN database-1");
        assertThat(answer.toString())
            .contains(
                "Systems Manager does not know it; EC2 does not check it",
                "DATABASE_UNAVAILABLE: connection refused");
      }
    }
  }

  private static List<String> found(JsonNode answer) {
    List<String> found = new ArrayList<>();
    for (JsonNode each : answer.path("unwell")) {
      found.add(
          "%s %s %s"
              .formatted(
                  each.path("check").asText(),
                  each.path("health").asText(),
                  each.path("subject").asText()));
    }
    return found;
  }
}
