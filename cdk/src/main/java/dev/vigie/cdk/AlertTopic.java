package dev.vigie.cdk;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.secretsmanager.CfnSecret;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.constructs.Construct;

/** The topic that alarms go to, who reads it, and the secrets of other channels. */
final class AlertTopic extends Construct {
  private static final ServicePrincipal ALARMS = new ServicePrincipal("cloudwatch.amazonaws.com");
  private static final Map<String, Object> OWN_ACCOUNT =
      Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID));

  /** The shortest that KMS waits; what the key encrypts lives for minutes. */
  private static final int KEY_DELETION_DAYS = 7;

  private final Topic topic;
  private final Map<String, String> secrets = new TreeMap<>();

  AlertTopic(Construct scope, AlertSettings settings, OpsNames names) {
    super(scope, "Alerts");
    topic =
        Topic.Builder.create(this, "Topic")
            .topicName(names.of("alerts"))
            .displayName("Vigie " + names.deployment().name())
            .masterKey(key(names))
            .enforceSsl(true)
            .build();
    topic.addToResourcePolicy(
        PolicyStatement.Builder.create()
            .sid("LetAlarmsPublish")
            .principals(List.of(ALARMS))
            .actions(List.of("sns:Publish"))
            .resources(List.of(topic.getTopicArn()))
            .conditions(OWN_ACCOUNT)
            .build());
    settings.emails().forEach(address -> topic.addSubscription(new EmailSubscription(address)));
    settings.allSecrets().forEach(name -> secrets.put(name, secret(name, names)));
    if (settings.emails().isEmpty()) {
      Annotations.of(this)
          .addWarningV2(
              "vigie:nobody-hears",
              "vigie.ops.alerts.emails is empty: alarms change their colour, and nobody is told.");
    }
  }

  /** Where alarms go. */
  Topic topic() {
    return topic;
  }

  /** The ARN of each channel's secret, by the channel's name. */
  Map<String, String> secrets() {
    return Map.copyOf(secrets);
  }

  /** The ARN of the key that encrypts what is on the topic. */
  String keyArn() {
    return Objects.requireNonNull(topic.getMasterKey()).getKeyArn();
  }

  /** A key of its own, since alarms cannot use the one that AWS manages for SNS. */
  private Key key(OpsNames names) {
    var key =
        Key.Builder.create(this, "Key")
            .description("Vigie: encrypts the alerts of " + names.deployment().name())
            .enableKeyRotation(true)
            .pendingWindow(Duration.days(KEY_DELETION_DAYS))
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    key.addToResourcePolicy(
        PolicyStatement.Builder.create()
            .sid("LetAlarmsEncrypt")
            .principals(List.of(ALARMS))
            .actions(List.of("kms:Decrypt", "kms:GenerateDataKey"))
            .resources(List.of("*"))
            .conditions(OWN_ACCOUNT)
            .build());
    return key;
  }

  /**
   * Empty, so that no channel's address is in a template. CloudFormation gives the name, because a
   * deleted secret keeps its own for weeks, and the stack could not be built again.
   */
  private String secret(String name, OpsNames names) {
    var secret =
        CfnSecret.Builder.create(this, "Channel." + name)
            .description(
                "Vigie: the address of the alert channel "
                    + name
                    + " of "
                    + names.deployment().name())
            .build();
    NagReasons.explain(
        secret,
        Map.of(
            "AwsSolutions-SMG4",
            "The channel's own service issues the address; it is put in by hand and changed"
                + " there, so there is nothing here that could rotate it."));
    return secret.getRef();
  }
}
