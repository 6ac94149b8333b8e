package dev.vigie.cdk;

import static dev.vigie.cdk.Grant.anywhere;
import static dev.vigie.cdk.Grant.because;
import static dev.vigie.cdk.Grant.named;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awscdk.Arn;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;

/**
 * What lets a function have work done on nodes.
 *
 * @param stack whose account and region the nodes are in
 * @param settings name the nodes
 * @param names those of the documents
 */
record NodeGrants(Stack stack, OpsSettings settings, OpsNames names) {
  /** Sending one of the documents. */
  Grant document(String sid, String verb) {
    return named(
        sid, "ssm:SendCommand", List.of(arn(stack, "ssm", "document", names.document(verb))));
  }

  /** Finding the nodes, asking whether they are there, and sending commands to them. */
  List<Grant> reaching() {
    var grants = new ArrayList<Grant>();
    grants.add(anywhere(WildcardReason.SEE_NODES, "ssm:DescribeInstanceInformation"));
    grants.add(sending());
    var parameters = parameters();
    if (!parameters.isEmpty()) {
      grants.add(named("FindNodes", "ssm:GetParameter", parameters));
    }
    runners().ifPresent(grants::add);
    return grants;
  }

  /** Calling the runners that are functions, if any are. */
  Optional<Grant> runners() {
    var runners =
        settings.clusters().stream()
            .filter(cluster -> cluster.function().isPresent())
            .map(cluster -> function(names.of(cluster.node())))
            .toList();
    return runners.isEmpty()
        ? Optional.empty()
        : Optional.of(
            named(
                "CallRunners",
                List.of("lambda:GetFunctionConfiguration", "lambda:InvokeFunction"),
                runners));
  }

  private static String function(String name) {
    return "arn:%s:lambda:%s:%s:function:%s"
        .formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, name);
  }

  /** Those that hold the ids of the nodes that the settings know by their names. */
  private List<String> parameters() {
    var nodes =
        Stream.concat(
            settings.clusters().stream()
                .filter(BackedUpCluster::isNamedMachine)
                .map(BackedUpCluster::node),
            Stream.concat(
                Stream.of(settings.drills())
                    .filter(DrillSettings::enabled)
                    .map(DrillSettings::node),
                settings.copies().map(CopySettings::node).stream()));
    return nodes
        .filter(node -> !BackedUpCluster.isInstanceId(node))
        .map(node -> arn(stack, "ssm", "parameter", names.nodes().substring(1) + node))
        .distinct()
        .toList();
  }

  /** To the deployment's own nodes alone. */
  Grant sending() {
    var grant =
        because(
            WildcardReason.SEND_TO_NODES,
            List.of("ssm:SendCommand"),
            List.of(arn(stack, "ec2", "instance", "*")));
    var statement = grant.statement();
    names
        .deployment()
        .tags()
        .forEach(
            (tag, value) ->
                statement.addCondition("StringEquals", Map.of("ssm:resourceTag/" + tag, value)));
    if (names.deployment().environment().isEmpty()) {
      // Else the deployment without an environment could command those of every other.
      statement.addCondition(
          "Null", Map.of("ssm:resourceTag/" + Deployment.ENVIRONMENT_TAG, "true"));
    }
    return grant;
  }

  /** An ARN of the stack's account and region, its resource behind a slash. */
  static String arn(Stack stack, String service, String resource, String name) {
    var parts =
        ArnComponents.builder()
            .service(service)
            .resource(resource)
            .resourceName(name)
            .arnFormat(ArnFormat.SLASH_RESOURCE_NAME)
            .build();
    return Objects.requireNonNull(Arn.format(parts, stack));
  }
}
