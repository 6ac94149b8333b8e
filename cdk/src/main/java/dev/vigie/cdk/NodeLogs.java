package dev.vigie.cdk;

import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.logs.CfnLogGroup;

/**
 * What the machines say while they boot and do their duties, in one log group with a stream for
 * each machine. It goes with the stack.
 */
final class NodeLogs {
  private NodeLogs() {}

  /** Its name: {@code /vigie/<deployment>/nodes}. */
  static String name(Deployment deployment) {
    return deployment.logGroup("nodes");
  }

  /** Adds the group, which must be there before a machine boots. */
  static CfnLogGroup addTo(Stack stack, Deployment deployment, int days) {
    var group =
        CfnLogGroup.Builder.create(stack, "NodeLogGroup")
            .logGroupName(name(deployment))
            .retentionInDays(days)
            .build();
    group.applyRemovalPolicy(RemovalPolicy.DESTROY);
    return group;
  }

  /** Lets a machine write there, and not read. */
  static PolicyStatement write(Deployment deployment) {
    var streams =
        "arn:%s:logs:%s:%s:log-group:%s:*"
            .formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, name(deployment));
    return PolicyStatement.Builder.create()
        .sid(WildcardReason.NODE_LOGS.sid())
        .actions(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
        .resources(List.of(streams))
        .build();
  }
}
