package dev.vigie.cdk;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.CfnInstanceProfile;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;

/**
 * What each machine may do in AWS. No statement deletes, and every statement has a Sid, by which
 * {@link WildcardReason} knows it.
 */
final class NodePermissions {
  /**
   * AmazonSSMManagedInstanceCore (AWS Managed Policy Reference Guide), action by action, without
   * ssm:GetParameter and ssm:GetParameters: with them every machine could read every parameter.
   */
  private static final List<String> SSM_AGENT =
      List.of(
          "ec2messages:AcknowledgeMessage",
          "ec2messages:DeleteMessage",
          "ec2messages:FailMessage",
          "ec2messages:GetEndpoint",
          "ec2messages:GetMessages",
          "ec2messages:SendReply",
          "ssm:DescribeAssociation",
          "ssm:DescribeDocument",
          "ssm:GetDeployablePatchSnapshotForInstance",
          "ssm:GetDocument",
          "ssm:GetManifest",
          "ssm:ListAssociations",
          "ssm:ListInstanceAssociations",
          "ssm:PutComplianceItems",
          "ssm:PutConfigurePackageResult",
          "ssm:PutInventory",
          "ssm:UpdateAssociationStatus",
          "ssm:UpdateInstanceAssociationStatus",
          "ssm:UpdateInstanceInformation",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel");

  private final Stack stack;
  private final Settings settings;
  private final NodeArchive files;
  private final NodeArchive runner;

  /**
   * Begins without any role.
   *
   * @param files what every member of the Swarm fetches
   * @param runner what those fetch that operations are done on
   */
  NodePermissions(Stack stack, Settings settings, NodeArchive files, NodeArchive runner) {
    this.stack = stack;
    this.settings = settings;
    this.files = files;
    this.runner = runner;
  }

  /** The name of the parameter that holds the token with which a worker joins the Swarm. */
  static String joinTokenParameter(Deployment deployment) {
    return deployment.parameter("swarm/worker-join-token");
  }

  /** Adds the role and returns the name of its instance profile. */
  String profileOf(NodeRole role) {
    var bucket = new BucketPermissions(settings.storage(), settings.infra().cluster());
    var statements = new ArrayList<PolicyStatement>();
    var reasons = new ArrayList<WildcardReason>();
    statements.add(allow(WildcardReason.SSM_AGENT.sid(), SSM_AGENT, List.of("*")).build());
    reasons.add(WildcardReason.SSM_AGENT);
    statements.add(NodeLogs.write(settings.deployment()));
    reasons.add(WildcardReason.NODE_LOGS);
    if (role.isInSwarm()) {
      statements.add(joinToken(role));
      statements.addAll(files.reading());
    }
    if (role == NodeRole.TRAEFIK) {
      var secrets = new ArrayList<>(ApplicationSecrets.names(settings.deployment()));
      settings.infra().swarm().registrySecret().ifPresent(secrets::add);
      statements.add(readSecrets(secrets));
      statements.add(parameter("DataState", "ssm:GetParameter", "database/state"));
      statements.add(parameter("Recovery", "ssm:PutParameter", "swarm/recovery"));
    }
    if (role == NodeRole.APPLICATION || role == NodeRole.DATABASE) {
      statements.add(parameter("FilesId", "ssm:GetParameter", "files/id"));
    }
    if (role == NodeRole.DATABASE) {
      // A server that is restored into begins with the password that the stack's will have.
      statements.add(
          readSecrets(List.of(ApplicationSecrets.databasePassword(settings.deployment()))));
      statements.add(parameter("DataState", "ssm:PutParameter", "database/state"));
      statements.add(parameter("Recovery", "ssm:GetParameter", "swarm/recovery"));
      bucket.addTo(statements, reasons, BucketPermissions.Use.MAKES_BACKUPS);
      bucket.addHealth(statements);
    }
    if (role == NodeRole.MONITORING) {
      bucket.addTo(statements, reasons, BucketPermissions.Use.PROVES_BACKUPS);
      statements.addAll(AlertPermissions.of(settings.deployment()));
      reasons.add(WildcardReason.ALERT_KEY);
    }
    settings
        .ops()
        .copies()
        .filter(copies -> role == NodeRole.MONITORING && copies.node().equals(role.key()))
        .ifPresent(copies -> bucket.addCopies(statements, reasons, copies));
    if (role == NodeRole.DATABASE || role == NodeRole.MONITORING) {
      statements.addAll(runner.reading());
      addCommandLogs(statements, reasons);
    }
    var iam = role(stack, role.id() + "Role", "ec2.amazonaws.com", statements, reasons);
    return CfnInstanceProfile.Builder.create(stack, role.id() + "Profile")
        .roles(List.of(iam.getRef()))
        .build()
        .getRef();
  }

  /** A role for a service, with these statements and no others. */
  static CfnRole role(
      Stack stack,
      String id,
      String service,
      List<PolicyStatement> statements,
      List<WildcardReason> reasons) {
    var trust =
        PolicyStatement.Builder.create()
            .actions(List.of("sts:AssumeRole"))
            .principals(List.of(new ServicePrincipal(service)))
            .build();
    var role =
        CfnRole.Builder.create(stack, id)
            .assumeRolePolicyDocument(
                PolicyDocument.Builder.create().statements(List.of(trust)).build())
            .policies(
                List.of(
                    CfnRole.PolicyProperty.builder()
                        .policyName("own")
                        .policyDocument(
                            PolicyDocument.Builder.create().statements(statements).build())
                        .build()))
            .build();
    NagReasons.explainWildcards(role, reasons);
    return role;
  }

  /**
   * Who may write the token decides who joins the Swarm: its manager alone. So it is with the token
   * of managers, by which this machine comes back when the others have kept the Swarm.
   */
  private PolicyStatement joinToken(NodeRole role) {
    var deployment = settings.deployment();
    var tokens = new ArrayList<>(List.of(parameter(joinTokenParameter(deployment))));
    if (role != NodeRole.TRAEFIK) {
      return allow("JoinToken", List.of("ssm:GetParameter"), tokens).build();
    }
    if (settings.infra().swarm().managers() > 1) {
      tokens.add(parameter(deployment.parameter("swarm/manager-join-token")));
    }
    return allow("JoinToken", List.of("ssm:GetParameter", "ssm:PutParameter"), tokens).build();
  }

  private static String parameter(String name) {
    return arn("ssm", Aws.REGION, Aws.ACCOUNT_ID, "parameter" + name);
  }

  /** One action on one parameter: what machines tell each other goes by such. */
  private PolicyStatement parameter(String sid, String action, String path) {
    var name = settings.deployment().parameter(path);
    return allow(sid, List.of(action), List.of(parameter(name))).build();
  }

  /** Secrets Manager ends each ARN with six characters of its own, which no name can hold. */
  private PolicyStatement readSecrets(List<String> names) {
    return allow(
            "Secrets",
            List.of("secretsmanager:GetSecretValue", "secretsmanager:ListSecretVersionIds"),
            names.stream()
                .map(
                    name ->
                        arn(
                            "secretsmanager",
                            Aws.REGION,
                            Aws.ACCOUNT_ID,
                            "secret:" + name + "-??????"))
                .toList())
        .build();
  }

  /**
   * The agent itself writes what a command prints (AWS Systems Manager User Guide, "Configuring
   * Amazon CloudWatch Logs for Run Command"). Without logs:CreateLogGroup: the group is the
   * operations stack's.
   */
  private void addCommandLogs(List<PolicyStatement> statements, List<WildcardReason> reasons) {
    var group = "log-group:" + new OpsNames(settings.deployment()).commandLogs();
    statements.add(
        allow(
                WildcardReason.COMMAND_LOGS.sid(),
                List.of("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
                List.of(logs(group + ":*")))
            .build());
    statements.add(
        allow(
                WildcardReason.FIND_LOGS.sid(),
                List.of("logs:DescribeLogGroups"),
                List.of(logs("log-group:*")))
            .build());
    reasons.add(WildcardReason.COMMAND_LOGS);
    reasons.add(WildcardReason.FIND_LOGS);
  }

  private static String logs(String resource) {
    return arn("logs", Aws.REGION, Aws.ACCOUNT_ID, resource);
  }

  /** A statement that allows these actions on these resources. */
  static PolicyStatement.Builder allow(String sid, List<String> actions, List<String> resources) {
    return PolicyStatement.Builder.create().sid(sid).actions(actions).resources(resources);
  }

  /** An ARN of the deployment's own partition. */
  static String arn(String service, String region, String account, String resource) {
    return "arn:%s:%s:%s:%s:%s".formatted(Aws.PARTITION, service, region, account, resource);
  }
}
