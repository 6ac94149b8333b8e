package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.VigieException;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/** A cluster whose operations a function does, under the rules of cdk-nag. */
class RunnerFunctionsTest {
  /** The app, synthesised once for the tests of this JVM. */
  static final SynthesisedApp APP;

  private static final String BUCKET = "quickdata-pg-backups-storage-bucket-example";

  private static final Map<String, Object> FUNCTION =
      Map.of(
          "host",
          "nocodb.abc.eu-west-3.rds.amazonaws.com",
          "secret",
          "rds/nocodb",
          "subnets",
          List.of("subnet-0123456789abcdef0"),
          "securityGroups",
          List.of("sg-0123456789abcdef0"));

  private static final List<?> FINDINGS;

  static {
    try {
      var directory = Path.of("target", "synthesised", "runner");
      var clusters =
          Map.of(
              "rds",
              Map.of(
                  "function",
                  FUNCTION,
                  "databases",
                  Map.of("nocodb", Everything.database("cron(0 3 * * ? *)", 26))));
      var app = SynthesisedApp.app(directory, Map.of("ops", Map.of("clusters", clusters)));
      Aspects.of(app).add(new AwsSolutionsChecks());
      var stack = Annotations.fromStack((Stack) app.getNode().findChild(VigieApp.OPS_STACK));
      FINDINGS = stack.findError("*", Match.anyValue());
      APP = new SynthesisedApp(directory);
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }

  private final SynthesisedApp app = APP;

  @Test
  void nag_findsNothingThatIsNotExplained() {
    assertThat(FINDINGS).isEmpty();
  }

  @Test
  void clusterWithAFunction_isBackedUpByIt_andByNothingElse() throws IOException {
    var functions = app.ops("AWS::Lambda::Function");
    var runner =
        functions.values().stream()
            .filter(each -> each.at("/Properties/PackageType").asText().equals("Image"))
            .collect(onlyElement());
    assertThat(runner.at("/Properties/FunctionName").asText())
        .isEqualTo("vigie-quickdata-runner-rds");
    assertThat(runner.at("/Properties/Timeout").asInt()).isEqualTo(900);
    assertThat(runner.at("/Properties/Environment/Variables"))
        .isEqualTo(
            json(
                "{'PGHOST': 'nocodb.abc.eu-west-3.rds.amazonaws.com', 'PGPORT': '5432', 'PGSSLMODE':"
                    + " 'verify-full', 'VIGIE_BUCKET': '"
                    + BUCKET
                    + "', 'VIGIE_DATABASE_SECRET': 'rds/nocodb'}"));
    assertThat(runner.at("/Properties/VpcConfig"))
        .isEqualTo(
            json(
                "{'SecurityGroupIds': ['sg-0123456789abcdef0'], 'SubnetIds':"
                    + " ['subnet-0123456789abcdef0']}"));
    var invoking =
        app.ops("AWS::Lambda::EventInvokeConfig").values().stream()
            .map(each -> each.get("Properties"))
            .filter(each -> each.get("Qualifier").asText().equals("$LATEST"))
            .collect(onlyElement());
    // As FunctionNodeCommands counts.
    assertThat(invoking.get("MaximumEventAgeInSeconds").asInt()).isEqualTo(300);
    assertThat(invoking.get("MaximumRetryAttempts").asInt()).isZero();
    assertThat(app.opsTemplate()).contains("function:vigie-quickdata-runner-rds");
  }

  @Test
  void image_ofTheRunner_hasThePackageAndItsRuntime() throws IOException {
    try (var files = Files.walk(app.directory(), 3)) {
      var context =
          files
              .filter(file -> file.endsWith("Dockerfile"))
              .map(Path::getParent)
              .collect(onlyElement());
      assertThat(context.resolve("package/bootstrap")).isExecutable();
      assertThat(context.resolve("package/vigie")).isExecutable();
      assertThat(context.resolve("package/start-program.sh")).isRegularFile();
    }
  }

  @Test
  void functions_callTheRunner_andNoMachineButThatOfDrills() throws IOException {
    for (var policy : app.ops("AWS::IAM::Policy").values()) {
      for (var statement : policy.at("/Properties/PolicyDocument/Statement")) {
        if (statement.path("Sid").asText().equals("FindNodes")) {
          assertThat(statement.get("Resource").toString())
              .contains("/nodes/monitoring")
              .doesNotContain("runner");
        }
        if (statement.path("Sid").asText().equals("CallRunners")) {
          assertThat(statement.get("Resource").toString())
              .contains(":function:vigie-quickdata-runner-rds");
        }
      }
    }
    assertThat(app.opsTemplate()).contains("CallRunners", "function:vigie-quickdata-runner-rds");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host | db;rm -rf | host is 'db;rm -rf'; it must be the server's name",
        "host | '' | host is ''; it must be the server's name",
        "secret | a b | secret is 'a b'; it must be a secret's name or ARN",
        "sslMode | disable | sslMode is 'disable'; it must be 'verify-full' or 'verify-ca' or 'require'",
        "postgresql | 9.6 | postgresql is '9.6'; it must be '17' or '16' or '15'",
        "url | x | context key 'function.url' is unknown"
      })
  void setting_thatIsWrong_isRefused(String key, String value, String words) {
    assertRefused(with(key, value), words);
  }

  @Test
  void networks_areWholeOrNone() {
    assertRefused(with("subnets", List.of()), "has subnets or securityGroups");
    assertRefused(with("subnets", List.of("subnet-x")), "subnets names 'subnet-x'");
    assertRefused(with("memoryMegabytes", 512), "memoryMegabytes");
    assertRefused(with("port", 0), "port");
  }

  private static Map<String, Object> with(String key, Object value) {
    var changed = new HashMap<>(FUNCTION);
    changed.put(key, value);
    return changed;
  }

  private static void assertRefused(Map<String, Object> function, String words) {
    var context = new ContextObject("function", function);
    assertThatThrownBy(() -> RunnerFunctionSettings.from(context))
        .isInstanceOf(VigieException.class)
        .hasMessageContaining(words);
  }

  private static <T> Collector<T, ?, T> onlyElement() {
    return collectingAndThen(
        toList(),
        all -> {
          assertThat(all).hasSize(1);
          return all.getFirst();
        });
  }
}
