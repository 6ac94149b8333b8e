package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.node.RunnerTask;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The SSM documents, as the synthesised template has them. */
class CommandDocumentsTest {
  private final SynthesisedApp app = SynthesisedApp.withEncryption("kms");

  @ParameterizedTest
  @CsvSource({"run, 43200", "probe, 60", "cancel, 90"})
  void document_isACommandOfSchema22_withATimeOut(String verb, String seconds) throws IOException {
    var properties = properties(verb);
    assertThat(properties.get("DocumentType").asText()).isEqualTo("Command");
    assertThat(properties.get("UpdateMethod").asText()).isEqualTo("NewVersion");
    var content = properties.get("Content");
    assertThat(content.get("schemaVersion").asText()).isEqualTo("2.2");
    assertThat(content.get("mainSteps")).hasSize(1);
    assertThat(content.at("/mainSteps/0/action").asText()).isEqualTo("aws:runShellScript");
    assertThat(content.at("/mainSteps/0/inputs/timeoutSeconds").asText()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "probe", "cancel"})
  void script_getsEachParameterByItsEnvironmentAlone(String verb) throws IOException {
    var content = properties(verb).get("Content");
    var script = script(content);
    assertThat(script).doesNotContain("{{").startsWith("set -eu\n");
    for (var parameter : content.get("parameters").properties()) {
      assertThat(parameter.getValue().get("type").asText()).isEqualTo("String");
      assertThat(parameter.getValue().get("interpolationType").asText()).isEqualTo("ENV_VAR");
      assertThat(parameter.getValue().get("allowedPattern").asText()).matches("\\^.+\\$");
      // An agent that does not know interpolationType sets no variable, and nothing is done.
      assertThat(script).contains(": \"${SSM_" + parameter.getKey() + ":?is not set");
    }
    // Every use stands in double quotes, or in text that the script itself prints.
    assertThat(script.replaceAll("\"[^\"]*\"", "")).doesNotContain("$SSM_", "${SSM_");
  }

  @Test
  void run_doesTheOperation_andCancelFindsIt() throws IOException {
    assertThat(script(properties("run").get("Content")))
        .endsWith(
            "exec /usr/local/bin/vigie node run --bucket \"$SSM_Bucket\" --operation"
                + " \"$SSM_OperationId\"");
    assertThat(script(properties("cancel").get("Content")))
        .contains("--operation $SSM_OperationId\"", "kill -TERM");
  }

  @ParameterizedTest
  @ValueSource(strings = {"20261123T020000Z-7f3a9c04d1", "00000101T000000Z-0000000000"})
  void operationId_ofVigies_isTaken(String id) throws IOException {
    assertThat(id).matches(pattern("OperationId")).matches(RunnerTask.OPERATION_ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20261123T020000Z-7f3a9c04d",
        "20261123T020000Z-7f3a9c04d12",
        "20261123T020000Z-7F3A9C04D1",
        "20261123T020000Z-7f3a9c04d1;reboot",
        "20261123T020000Z-7f3a9c04d1\nreboot",
        "$(reboot)",
        "`reboot`",
        "--operation",
        "../../etc/passwd",
        "٢0261123T020000Z-7f3a9c04d1"
      })
  void operationId_ofAnotherForm_isRefused(String id) throws IOException {
    assertThat(id.matches(pattern("OperationId"))).isFalse();
    assertThat(RunnerTask.OPERATION_ID.matcher(id).matches()).isFalse();
  }

  @Test
  void bucket_ofTheStorageStack_isTaken() throws IOException {
    var name = app.resource("BackupBucket").at("/Properties/BucketName").asText();
    assertThat(name).matches(pattern("Bucket")).matches(RunnerTask.BUCKET);
    assertThat("a".repeat(63)).matches(pattern("Bucket"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "-abc",
        "abc-",
        "Abc",
        "a b",
        "a_b",
        "abc/def",
        "abc;reboot",
        "$(reboot)",
        "`x`",
        "a&&b",
        "abc\nreboot",
        "é-bucket",
        "'abc'",
        "abc\"",
        "{{Bucket}}"
      })
  void bucket_thatIsNone_isRefused(String name) throws IOException {
    assertThat(name.matches(pattern("Bucket"))).isFalse();
    assertThat(RunnerTask.BUCKET.matcher(name).matches()).isFalse();
  }

  @Test
  void bucket_of64Characters_isRefused() throws IOException {
    assertThat("a".repeat(64).matches(pattern("Bucket"))).isFalse();
  }

  /** The pattern of the document's parameter; every document declares the same. */
  private String pattern(String parameter) throws IOException {
    var pattern = properties("run").at("/Content/parameters/" + parameter + "/allowedPattern");
    assertThat(properties("cancel").at("/Content/parameters/" + parameter + "/allowedPattern"))
        .isEqualTo(pattern);
    return pattern.asText();
  }

  private JsonNode properties(String verb) throws IOException {
    return app.ops("AWS::SSM::Document", "Name", "vigie-quickdata-" + verb);
  }

  private static String script(JsonNode content) {
    var lines = new ArrayList<String>();
    content.at("/mainSteps/0/inputs/runCommand").forEach(line -> lines.add(line.asText()));
    return String.join("\n", lines);
  }
}
