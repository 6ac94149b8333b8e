package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.config.AlertChannel;
import dev.vigie.config.AlertPolicy;
import dev.vigie.config.Damping;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.sqs.Queue;

/** Who is told what of health: as the context gives it, and as a function reads it. */
class AlertRoutingTest {
  private static final Map<String, Object> ALERTS =
      Map.of(
          "emails", List.of("ops@example.org"),
          "channels",
              Map.of(
                  "team", Map.of("kind", "slack"),
                  "pager", Map.of("kind", "pagerduty", "hears", "escalations")),
          "quiet", Map.of("from", "22:00", "to", "07:00", "timeZone", "Europe/Paris"),
          "escalation", Map.of("pager", 30),
          "heartbeat", true,
          "damping", Map.of("rounds", 3, "flapWindowHours", 24),
          "runbooks", "https://git.example.org/vigie/docs/runbooks/",
          "statusPage", "https://status.example.org/");

  @Test
  void alerts_everythingSet_areThePolicy() {
    var policy = routing(ALERTS).policy();

    assertThat(policy.channels())
        .containsExactly(
            new AlertChannel("pager", AlertChannel.Kind.PAGERDUTY, AlertChannel.Hears.ESCALATIONS),
            new AlertChannel("team", AlertChannel.Kind.SLACK, AlertChannel.Hears.ALL),
            new AlertChannel("email", AlertChannel.Kind.EMAIL, AlertChannel.Hears.ALL));
    assertThat(policy.escalation())
        .containsExactly(new AlertPolicy.Escalation(Duration.ofMinutes(30), List.of("pager")));
    assertThat(policy.damping())
        .isEqualTo(
            new Damping(3, Duration.ofMinutes(15), Duration.ofHours(6), 5, Duration.ofHours(24)));
    assertThat(AlertSettings.from(new ContextObject("vigie.ops.alerts", ALERTS)).allSecrets())
        .containsExactly("heartbeat", "pager", "team");
  }

  @Test
  void alerts_nothingSet_tellNobody() {
    assertThat(routing(Map.of())).isEqualTo(AlertRouting.NOBODY);
    assertThat(AlertRouting.NOBODY.policy().damping()).isEqualTo(Damping.STANDARD);
  }

  @Test
  void alerts_outOfRange_areRefused() {
    refused(Map.of("channels", Map.of("team", Map.of())), "alerts.channels.team.kind is not set");
    refused(
        Map.of("channels", Map.of("team", Map.of("kind", "fax"))), "channels.team.kind is 'fax'");
    refused(
        Map.of("channels", Map.of("team", Map.of("kind", "slack", "url", "https://x"))),
        "key 'vigie.ops.alerts.channels.team.url' is unknown");
    refused(Map.of("channels", Map.of("Team", Map.of("kind", "slack"))), "one is \"Team\"");
    refused(Map.of("escalation", Map.of("pager", 30)), "names the channel \"pager\"");
    refused(Map.of("escalation", Map.of("pager", 0)), "escalation.pager is 0");
    refused(Map.of("damping", Map.of("rounds", 11)), "damping.rounds is 11");
    refused(Map.of("quiet", Map.of("from", "25:00", "to", "07:00")), "quiet is '25:00' to '07:00'");
    refused(Map.of("quiet", Map.of("from", "07:00", "to", "07:00")), "end when they begin");
    refused(Map.of("runbooks", "http://x"), "runbooks is not of the form");
    refused(Map.of("heartbeat", "https://hc.example/x"), "heartbeat is 'https://hc.example/x'");
  }

  /** What a function that tells people is given: the file, the topic, the secrets, and no more. */
  @Test
  void functionThatAlerts_readsThePolicy_andMayDoWhatItNeeds() throws IOException {
    var directory = Path.of("target", "synthesised", "alerts");
    var ops = Map.of("clusters", Everything.SETTINGS.get("clusters"), "alerts", ALERTS);
    var app = SynthesisedApp.app(directory, Map.of("ops", ops));
    var stack = (Stack) app.getNode().findChild(VigieApp.OPS_STACK);
    var settings =
        Settings.from(
            ContextObject.of(app.getNode()),
            Map.of("BUCKET_SUFFIX", "example"),
            Set.of("eu-west-3", "eu-central-1"));
    var topic = (AlertTopic) stack.getNode().findChild("Alerts");
    var role =
        Role.Builder.create(stack, "Teller")
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .build();
    var queue = Queue.Builder.create(stack, "Unused").build();
    new FunctionGrants(stack, settings, new OpsNames(settings.deployment()), queue, topic)
        .grant(role, List.of(FunctionNeed.ALERT));
    OpsFunctions.alertVariables(topic)
        .forEach(
            (name, value) ->
                CfnOutput.Builder.create(stack, name.replace("_", "")).value(value).build());
    app.synth();
    var template = new SynthesisedApp(directory).stack(VigieApp.OPS_STACK);

    var policy = template.ofType("AWS::IAM::Policy");
    var statements =
        policy.entrySet().stream()
            .filter(each -> each.getKey().startsWith("TellerDefaultPolicy"))
            .findFirst()
            .orElseThrow()
            .getValue()
            .toString();
    assertThat(statements)
        .contains("RememberHealth", "/health/state.json", "PublishAlerts", "EncryptAlerts")
        .contains("ReadChannels", "secretsmanager:GetSecretValue");
    assertThat(template.ofType("AWS::SecretsManager::Secret")).hasSize(3);
    assertThat(template.json().at("/Outputs/VIGIEALERTSECRETS/Value").toString())
        .contains("heartbeat=", ",pager=", ",team=");
    assertThat(template.json().at("/Outputs/VIGIEALERTSFILE/Value").asText())
        .isEqualTo(AlertFile.PATH);
    assertThat(written(directory)).isEqualTo(named(routing(ALERTS).policy()));
  }

  private static AlertPolicy written(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      var file = files.filter(each -> each.endsWith("vigie/alerts.json")).findFirst().orElseThrow();
      return AlertPolicy.fromEnvironment(Map.of("VIGIE_ALERTS_FILE", file.toString()));
    }
  }

  private static AlertPolicy named(AlertPolicy policy) {
    return new AlertPolicy(
        "quickdata",
        policy.channels(),
        policy.damping(),
        policy.quiet(),
        policy.escalation(),
        policy.heartbeat(),
        policy.runbooks(),
        policy.statusPage());
  }

  private static AlertRouting routing(Map<String, Object> alerts) {
    return AlertSettings.from(new ContextObject("vigie.ops.alerts", alerts)).routing();
  }

  private static void refused(Map<String, Object> alerts, String words) {
    assertThatThrownBy(() -> routing(alerts))
        .isInstanceOf(VigieException.class)
        .hasMessageContaining(words);
  }
}
