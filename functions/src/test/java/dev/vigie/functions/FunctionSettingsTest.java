package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.aws.CommandDocument;
import dev.vigie.aws.NodeAddresses;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionSettingsTest {
  private static final Map<String, String> SSM =
      Map.of(
          "VIGIE_BUCKET",
          "vigie-test",
          "VIGIE_FLEET",
          "{\"clusters\":[{\"name\":\"main\",\"node\":\"i-1\"}]}",
          "VIGIE_SSM_DOCUMENT",
          "vigie-run",
          "VIGIE_SSM_CANCEL_DOCUMENT",
          "vigie-cancel");

  private static final Map<String, String> LOCAL =
      with(
          with(with(SSM, "VIGIE_NODE_COMMANDS", "local"), "VIGIE_LOCAL_LAUNCHER", "/opt/vigie"),
          "VIGIE_LOCAL_STATE",
          "/var/lib/vigie");

  @Test
  void nodes_areReachedBySsmUnlessSaid() {
    FunctionSettings settings = FunctionSettings.fromEnvironment(SSM);

    assertThat(settings.nodes())
        .isEqualTo(
            new FunctionSettings.Ssm(
                new CommandDocument(
                    "vigie-run", "vigie-cancel", Duration.ofMinutes(10), Optional.empty()),
                Optional.empty()));
    assertThat(settings.metricsNamespace()).isEqualTo("Vigie");
    assertThat(settings.storage().bucket()).isEqualTo("vigie-test");
    assertThat(settings.fleet().require("main").node()).isEqualTo("i-1");
  }

  @Test
  void ssm_takesItsOptionalSettings() {
    Map<String, String> environment =
        with(
            with(
                with(
                    with(SSM, "VIGIE_SSM_LOG_GROUP", "/vigie/runner"),
                    "VIGIE_SSM_NODES",
                    "/vigie/test/nodes/"),
                "VIGIE_METRICS_NAMESPACE",
                "Vigie/test"),
            "VIGIE_SSM_DELIVERY_TIMEOUT",
            "PT2M");

    assertThat(FunctionSettings.fromEnvironment(environment).nodes())
        .isEqualTo(
            new FunctionSettings.Ssm(
                new CommandDocument(
                    "vigie-run",
                    "vigie-cancel",
                    Duration.ofMinutes(2),
                    Optional.of("/vigie/runner")),
                Optional.of(new NodeAddresses("/vigie/test/nodes/"))));
    assertThat(FunctionSettings.fromEnvironment(environment).metricsNamespace())
        .isEqualTo("Vigie/test");
  }

  @Test
  void local_takesLauncherAndState() {
    assertThat(FunctionSettings.fromEnvironment(LOCAL).nodes())
        .isEqualTo(new FunctionSettings.Local(Path.of("/opt/vigie"), Path.of("/var/lib/vigie")));
  }

  @ParameterizedTest
  @CsvSource({
    "VIGIE_NODE_COMMANDS,docker,VIGIE_NODE_COMMANDS is ssm or local",
    "VIGIE_SSM_DOCUMENT,'',VIGIE_SSM_DOCUMENT is not set",
    "VIGIE_SSM_DOCUMENT,a b,document name",
    "VIGIE_SSM_CANCEL_DOCUMENT,'',VIGIE_SSM_CANCEL_DOCUMENT is not set",
    "VIGIE_SSM_CANCEL_DOCUMENT,a b,document name",
    "VIGIE_SSM_NODES,nodes,parameter prefix",
    "VIGIE_SSM_DELIVERY_TIMEOUT,600,VIGIE_SSM_DELIVERY_TIMEOUT is a duration",
    "VIGIE_SSM_DELIVERY_TIMEOUT,PT1S,delivery timeout",
    "VIGIE_EVENT_BUS,a bus,VIGIE_EVENT_BUS",
    "VIGIE_BUCKET,'',VIGIE_BUCKET",
    "VIGIE_FLEET,'',VIGIE_FLEET",
  })
  void setting_thatIsWrong_isRefusedByName(String variable, String value, String message) {
    assertRefused(with(SSM, variable, value), message);
  }

  @ParameterizedTest
  @CsvSource({
    "VIGIE_LOCAL_LAUNCHER,'',VIGIE_LOCAL_LAUNCHER is not set",
    "VIGIE_LOCAL_LAUNCHER,bin/vigie,VIGIE_LOCAL_LAUNCHER is no absolute path",
    "VIGIE_LOCAL_STATE,'',VIGIE_LOCAL_STATE is not set",
    "VIGIE_LOCAL_STATE,state,VIGIE_LOCAL_STATE is no absolute path",
  })
  void localSetting_thatIsWrong_isRefusedByName(String variable, String value, String message) {
    assertRefused(with(LOCAL, variable, value), message);
  }

  private static void assertRefused(Map<String, String> environment, String message) {
    assertThatThrownBy(() -> FunctionSettings.fromEnvironment(environment))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID))
        .hasMessageContaining(message);
  }

  private static Map<String, String> with(
      Map<String, String> environment, String variable, String value) {
    Map<String, String> changed = new HashMap<>(environment);
    changed.put(variable, value);
    return changed;
  }
}
