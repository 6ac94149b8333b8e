package dev.vigie.cdk;

import java.util.Objects;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** Log groups, which go with the stack: what must last is in the bucket. */
final class LogGroups {
  private LogGroups() {}

  /**
   * A log group of this name.
   *
   * @param days a number that CloudWatch takes; {@link OpsSettings} has checked it
   */
  static LogGroup of(Construct scope, String name, int days) {
    var group =
        LogGroup.Builder.create(scope, "Logs")
            .logGroupName(name)
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    // The CDK's own type has a constant for each number of days.
    var resource = (CfnLogGroup) Objects.requireNonNull(group.getNode().getDefaultChild());
    resource.setRetentionInDays(days);
    return group;
  }
}
