package dev.vigie.cdk;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.PolicyStatement;

/** What Alertmanager needs to tell the operations stack's topic, which it knows by its name. */
final class AlertPermissions {
  private AlertPermissions() {}

  /** The statements: to publish, and to use the topic's key for that. */
  static List<PolicyStatement> of(Deployment deployment) {
    var topic =
        "arn:%s:sns:%s:%s:%s"
            .formatted(
                Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, new OpsNames(deployment).of("alerts"));
    var publish =
        PolicyStatement.Builder.create()
            .sid("PublishAlerts")
            .actions(List.of("sns:Publish"))
            .resources(List.of(topic))
            .build();
    return List.of(publish, useKeyOf(topic));
  }

  /**
   * SNS asks for a data key in the publisher's name, with the topic as encryption context (SNS
   * Developer Guide, "Key management").
   */
  private static PolicyStatement useKeyOf(String topic) {
    var conditions = new TreeMap<String, Object>();
    conditions.put("kms:EncryptionContext:aws:sns:topicArn", topic);
    conditions.put("kms:ViaService", "sns." + Aws.REGION + ".amazonaws.com");
    return PolicyStatement.Builder.create()
        .sid(WildcardReason.ALERT_KEY.sid())
        .actions(List.of("kms:Decrypt", "kms:GenerateDataKey"))
        .resources(
            List.of("arn:%s:kms:%s:%s:key/*".formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID)))
        .conditions(Map.of("StringEquals", conditions))
        .build();
  }
}
