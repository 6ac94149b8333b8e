package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
