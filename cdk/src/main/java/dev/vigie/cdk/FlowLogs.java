package dev.vigie.cdk;

import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.CfnFlowLog;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.logs.CfnLogGroup;

/** The record of the VPC's connections, in a log group that goes with the stack. */
final class FlowLogs {
  private FlowLogs() {}

  /** Adds the flow log, its log group and the role that writes to it. */
  static void addTo(Stack stack, Deployment deployment, FlowLogSettings settings, String vpcId) {
    var name = deployment.logGroup("flow-logs");
    var group =
        CfnLogGroup.Builder.create(stack, "FlowLogGroup")
            .logGroupName(name)
            .retentionInDays(settings.days())
            .build();
    group.applyRemovalPolicy(RemovalPolicy.DESTROY);
    var role = role(stack, name);
    var flowLog =
        CfnFlowLog.Builder.create(stack, "FlowLog")
            .resourceId(vpcId)
            .resourceType("VPC")
            .trafficType(settings.traffic())
            .logDestinationType("cloud-watch-logs")
            .logGroupName(name)
            .deliverLogsPermissionArn(role.getAttrArn())
            .build();
    flowLog.addResourceDependency(group);
  }

  /** VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs", for one group. */
  private static CfnRole role(Stack stack, String group) {
    var streams =
        "arn:%s:logs:%s:%s:log-group:%s:*"
            .formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, group);
    var write =
        PolicyStatement.Builder.create()
            .sid(WildcardReason.FLOW_LOGS.sid())
            .actions(
                List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"))
            .resources(List.of(streams))
            .build();
    return NodePermissions.role(
        stack,
        "FlowLogRole",
        "vpc-flow-logs.amazonaws.com",
        List.of(write),
        List.of(WildcardReason.FLOW_LOGS));
  }
}
