package dev.vigie.cdk;

import dev.vigie.config.BucketKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.Arn;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.sqs.Queue;

/**
 * What the functions' roles allow, action by action. None may delete, and none may write but what
 * is written once.
 *
 * @param stack whose account and region the resources are in
 * @param settings name the bucket and the nodes, and say who holds the bucket's key
 * @param names those of the documents
 * @param queue of backups to begin
 * @param alerts where people are told
 */
record FunctionGrants(
    Stack stack, Settings settings, OpsNames names, Queue queue, AlertTopic alerts) {

  /** One statement, and why its resources are not named to the last letter; empty if they are. */
  private record Grant(PolicyStatement statement, Optional<WildcardReason> reason) {
    String sid() {
      return String.valueOf(statement.getSid());
    }
  }

  /** Adds to the role what the function needs, and says why where a resource is a pattern. */
  void grant(Role role, OpsFunction function) {
    grant(role, function.needs());
  }

  /** Adds to the role what these needs are. */
  void grant(Role role, List<FunctionNeed> needs) {
    var grants = new ArrayList<Grant>();
    grants.add(
        anywhere(WildcardReason.TRACES, "xray:PutTelemetryRecords", "xray:PutTraceSegments"));
    grants.add(listing());
    grants.add(objects(WildcardReason.READ_OPERATIONS, "s3:GetObject", "operations/*"));
    for (var need : needs) {
      for (var grant : of(need)) {
        // Two needs may have one in common, and a Sid stands once in a policy.
        if (grants.stream().noneMatch(other -> other.sid().equals(grant.sid()))) {
          grants.add(grant);
        }
      }
    }
    if (settings.storage().encryption() == StorageEncryption.KMS) {
      grants.add(key());
    }
    if (needs.contains(FunctionNeed.END)) {
      settings.ops().copies().ifPresent(copies -> grants.addAll(copies(copies)));
    }
    grants.forEach(grant -> role.addToPolicy(grant.statement));
    NagReasons.explainWildcards(
        role, grants.stream().flatMap(grant -> grant.reason.stream()).toList());
  }

  private List<Grant> of(FunctionNeed need) {
    return switch (need) {
      case ASK -> ask();
      case CANCEL -> cancel();
      case END ->
          List.of(
              objects(
                  WildcardReason.WRITE_OUTCOMES,
                  "s3:PutObject",
                  "operations/*/outcome.json",
                  "operations/*/told.json"),
              objects(WildcardReason.NOTE_PROOFS, "s3:PutObject", "verified/*"),
              objects(WildcardReason.WRITE_EVIDENCE, "s3:PutObject", "evidence/*"),
              objects(WildcardReason.READ_EVIDENCE, "s3:GetObject", "evidence/*"),
              holds(),
              named(
                  "TellTheBus",
                  "events:PutEvents",
                  List.of(arn("events", "event-bus", names.own()))));
      case FOLLOW ->
          List.of(
              anywhere(
                  WildcardReason.FOLLOW_COMMANDS, "ssm:GetCommandInvocation", "ssm:ListCommands"));
      case READ_BACKUPS ->
          List.of(objects(WildcardReason.READ_BACKUPS, "s3:GetObject", "backups/*", "drills/*"));
      case QUEUE -> List.of(named("QueueBackups", "sqs:SendMessage", List.of(queue.getQueueArn())));
      case DRAIN -> List.of(drain());
      case REMEMBER -> List.of(remember("RememberBackups", BucketKeys.BACKUP_AGES));
      case LOOK -> look();
      case PUBLISH ->
          List.of(
              objects(WildcardReason.READ_EVIDENCE, "s3:GetObject", "evidence/*"),
              named("ReadHealth", "s3:GetObject", List.of(bucket() + "/" + BucketKeys.HEALTH)),
              named(
                  "PublishReport",
                  "s3:PutObject",
                  List.of(bucket() + "/" + BucketKeys.STATUS_PAGE)));
      case ALERT -> alert();
    };
  }

  /** AWS Lambda Developer Guide, "Using Lambda with Amazon SQS", execution role permissions. */
  private Grant drain() {
    var actions = List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");
    return new Grant(
        statement("DrainBackups", actions, List.of(queue.getQueueArn())), Optional.empty());
  }

  private Grant remember(String sid, String key) {
    var actions = List.of("s3:GetObject", "s3:PutObject");
    return new Grant(statement(sid, actions, List.of(bucket() + "/" + key)), Optional.empty());
  }

  /** To see, and to change nothing but its own memory. */
  private List<Grant> look() {
    var posture =
        List.of(
            "s3:GetBucketObjectLockConfiguration",
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketVersioning",
            "s3:GetEncryptionConfiguration",
            "s3:GetLifecycleConfiguration");
    var path = names.nodes().substring(1, names.nodes().length() - 1);
    return List.of(
        new Grant(statement("SeeBucket", posture, List.of(bucket())), Optional.empty()),
        remember("RememberContents", BucketKeys.BACKUP_CONTENTS),
        named("ListNodes", "ssm:GetParametersByPath", List.of(arn("ssm", "parameter", path))),
        document("SendProbeDocument", CommandDocuments.PROBE),
        anywhere(WildcardReason.SEE_NODES, "ssm:DescribeInstanceInformation"),
        toOwnNodes(),
        anywhere(WildcardReason.FOLLOW_COMMANDS, "ssm:GetCommandInvocation"));
  }

  private List<Grant> alert() {
    var grants = new ArrayList<Grant>();
    grants.add(remember("RememberHealth", BucketKeys.HEALTH));
    grants.add(named("PublishAlerts", "sns:Publish", List.of(alerts.topic().getTopicArn())));
    // SNS asks for a data key in the publisher's name (SNS Developer Guide, "Key management").
    grants.add(
        new Grant(
            statement(
                "EncryptAlerts",
                List.of("kms:Decrypt", "kms:GenerateDataKey"),
                List.of(alerts.keyArn())),
            Optional.empty()));
    var secrets = new TreeMap<>(alerts.secrets());
    if (!secrets.isEmpty()) {
      grants.add(
          named("ReadChannels", "secretsmanager:GetSecretValue", List.copyOf(secrets.values())));
    }
    return grants;
  }

  private List<Grant> ask() {
    var grants = new ArrayList<Grant>();
    grants.add(
        objects(
            WildcardReason.WRITE_REQUESTS,
            "s3:PutObject",
            "operations/*/request.json",
            "operations/*/command.json"));
    grants.add(document("SendRunDocument", CommandDocuments.RUN));
    grants.addAll(nodes());
    return grants;
  }

  private List<Grant> cancel() {
    var grants = new ArrayList<Grant>();
    grants.add(
        objects(
            WildcardReason.WRITE_CANCELLATIONS,
            "s3:PutObject",
            "operations/*/cancel.json",
            "operations/*/claim.json"));
    grants.add(document("SendCancelDocument", CommandDocuments.CANCEL));
    grants.addAll(nodes());
    return grants;
  }

  private Grant document(String sid, String verb) {
    return named(sid, "ssm:SendCommand", List.of(arn("ssm", "document", names.document(verb))));
  }

  /** Finding the nodes, asking whether they are there, and sending commands to them. */
  private List<Grant> nodes() {
    var grants = new ArrayList<Grant>();
    grants.add(anywhere(WildcardReason.SEE_NODES, "ssm:DescribeInstanceInformation"));
    grants.add(toOwnNodes());
    var parameters = parameters();
    if (!parameters.isEmpty()) {
      grants.add(named("FindNodes", "ssm:GetParameter", parameters));
    }
    var runners =
        settings.ops().clusters().stream()
            .filter(cluster -> cluster.function().isPresent())
            .map(cluster -> function(names.of(cluster.node())))
            .toList();
    if (!runners.isEmpty()) {
      grants.add(
          new Grant(
              statement(
                  "CallRunners",
                  List.of("lambda:GetFunctionConfiguration", "lambda:InvokeFunction"),
                  runners),
              Optional.empty()));
    }
    return grants;
  }

  private static String function(String name) {
    return "arn:%s:lambda:%s:%s:function:%s"
        .formatted(Aws.PARTITION, Aws.REGION, Aws.ACCOUNT_ID, name);
  }

  /** Those that hold the ids of the nodes that the settings know by their names. */
  private List<String> parameters() {
    var nodes =
        Stream.concat(
            settings.ops().clusters().stream()
                .filter(BackedUpCluster::isNamedMachine)
                .map(BackedUpCluster::node),
            Stream.concat(
                Stream.of(settings.ops().drills())
                    .filter(DrillSettings::enabled)
                    .map(DrillSettings::node),
                settings.ops().copies().map(CopySettings::node).stream()));
    return nodes
        .filter(node -> !BackedUpCluster.isInstanceId(node))
        .map(node -> arn("ssm", "parameter", names.nodes().substring(1) + node))
        .distinct()
        .toList();
  }

  /**
   * Without a condition on the prefix: a GetObject of an absent key has no prefix, and where
   * listing is not allowed S3 answers it with 403 instead of 404 (S3 API Reference, "GetObject").
   */
  private Grant listing() {
    return named("ListBucket", "s3:ListBucket", List.of(bucket()));
  }

  private Grant objects(WildcardReason reason, String action, String... keys) {
    var resources = Arrays.stream(keys).map(key -> bucket() + "/" + key).toList();
    return because(reason, statement(reason.sid(), List.of(action), resources));
  }

  /** Who ends a copy looks whether it is there. */
  private List<Grant> copies(CopySettings copies) {
    var second = "arn:" + Aws.PARTITION + ":s3:::" + copies.bucket();
    var grants = new ArrayList<Grant>();
    grants.add(named("ListCopies", "s3:ListBucket", List.of(second)));
    grants.add(
        because(
            WildcardReason.COPIES,
            statement(
                WildcardReason.COPIES.sid(),
                List.of("s3:GetObject"),
                List.of(second + "/backups/*"))));
    copies.key().ifPresent(key -> grants.add(named("CopiesKey", "kms:Decrypt", List.of(key))));
    return grants;
  }

  /** On the newest verified backup of each database. */
  private Grant holds() {
    var reason = WildcardReason.HOLD_BACKUPS;
    return because(
        reason,
        statement(
            reason.sid(),
            List.of(
                "s3:GetObjectLegalHold",
                "s3:GetObjectTagging",
                "s3:PutObjectLegalHold",
                "s3:PutObjectTagging"),
            List.of(bucket() + "/backups/*")));
  }

  private static Grant anywhere(WildcardReason reason, String... actions) {
    return because(reason, statement(reason.sid(), List.of(actions), List.of("*")));
  }

  private Grant toOwnNodes() {
    var reason = WildcardReason.SEND_TO_NODES;
    var statement =
        statement(reason.sid(), List.of("ssm:SendCommand"), List.of(arn("ec2", "instance", "*")));
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
    return because(reason, statement);
  }

  /**
   * The key is found by what it encrypts, because its id is known to the storage stack alone and
   * nothing is imported from that one. With a bucket key S3 gives KMS the bucket's ARN as the
   * encryption context (S3 User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys").
   */
  private Grant key() {
    var reason = WildcardReason.BACKUP_KEY;
    var statement =
        statement(
            reason.sid(),
            List.of("kms:Decrypt", "kms:GenerateDataKey"),
            List.of(arn("kms", "key", "*")));
    var conditions = new TreeMap<String, Object>();
    conditions.put("kms:EncryptionContext:aws:s3:arn", bucket());
    conditions.put("kms:ViaService", "s3." + Aws.REGION + "." + Aws.URL_SUFFIX);
    statement.addCondition("StringEquals", conditions);
    return because(reason, statement);
  }

  private String bucket() {
    return "arn:" + Aws.PARTITION + ":s3:::" + settings.storage().bucket().value();
  }

  private String arn(String service, String resource, String name) {
    var parts =
        ArnComponents.builder()
            .service(service)
            .resource(resource)
            .resourceName(name)
            .arnFormat(ArnFormat.SLASH_RESOURCE_NAME)
            .build();
    return Objects.requireNonNull(Arn.format(parts, stack));
  }

  private static Grant because(WildcardReason reason, PolicyStatement statement) {
    return new Grant(statement, Optional.of(reason));
  }

  private static Grant named(String sid, String action, List<String> resources) {
    return new Grant(statement(sid, List.of(action), resources), Optional.empty());
  }

  private static PolicyStatement statement(
      String sid, List<String> actions, List<String> resources) {
    return PolicyStatement.Builder.create().sid(sid).actions(actions).resources(resources).build();
  }
}
