package dev.vigie.cdk;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/**
 * The app of settings that use all that the operations stack can do, synthesised once for the tests
 * of this JVM, under the rules of cdk-nag.
 */
final class Everything {
  static final Map<String, Object> SETTINGS =
      Map.of(
          "clusters",
              Map.of(
                  "main",
                  Map.of(
                      "node",
                      "database-1",
                      "databases",
                      Map.of(
                          "nocodb", database("cron(0 2 * * ? *)", 26),
                          "My \"DB\" ${x} ü", database("rate(1 hour)", 168)))),
          "functions", Map.of("startUp", "snapstart", "concurrency", "shared"),
          "drills", Map.of("checks", Map.of("main", Map.of("nocodb", Map.of("SELECT 1", "1")))),
          "copies",
              Map.of(
                  "bucket",
                  "second-bucket",
                  "region",
                  "eu-central-1",
                  "key",
                  "arn:aws:kms:eu-central-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
          "alerts", Map.of("emails", List.of("ops@example.org"), "secrets", List.of("slack")));

  /** The app. */
  static final SynthesisedApp APP;

  /** What the rules, and the CDK itself, find in the operations stack. */
  static final List<?> FINDINGS;

  static {
    try {
      var directory = Path.of("target", "synthesised", "everything");
      var app = SynthesisedApp.app(directory, Map.of("ops", SETTINGS));
      Aspects.of(app).add(new AwsSolutionsChecks());
      var stack = Annotations.fromStack((Stack) app.getNode().findChild(VigieApp.OPS_STACK));
      FINDINGS =
          Stream.of(
                  stack.findError("*", Match.anyValue()), stack.findWarning("*", Match.anyValue()))
              .flatMap(List::stream)
              .toList();
      APP = new SynthesisedApp(directory);
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }

  private Everything() {}

  /** A database with a schedule, as the settings have it. */
  static Map<String, Object> database(String expression, int rpoHours) {
    var schedule =
        Map.of(
            "expression",
            expression,
            "timeZone",
            "Europe/Paris",
            "tier",
            "weekly",
            "windowMinutes",
            10);
    return Map.of("rpoHours", rpoHours, "schedules", Map.of("only", schedule));
  }
}
