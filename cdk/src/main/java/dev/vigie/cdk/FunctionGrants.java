package dev.vigie.cdk;

import static dev.vigie.cdk.Grant.anywhere;
import static dev.vigie.cdk.Grant.because;
import static dev.vigie.cdk.Grant.named;

import dev.vigie.config.BucketKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
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
    grants.forEach(grant -> role.addToPolicy(grant.statement()));
    NagReasons.explainWildcards(
        role, grants.stream().flatMap(grant -> grant.reason().stream()).toList());
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
                  List.of(NodeGrants.arn(stack, "events", "event-bus", names.own()))));
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
    return named("DrainBackups", actions, List.of(queue.getQueueArn()));
  }

  private Grant remember(String sid, String key) {
    var actions = List.of("s3:GetObject", "s3:PutObject");
    return named(sid, actions, List.of(bucket() + "/" + key));
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
    var grants = new ArrayList<Grant>();
    grants.add(named("SeeBucket", posture, List.of(bucket())));
    grants.add(remember("RememberContents", BucketKeys.BACKUP_CONTENTS));
    grants.add(
        named(
            "ListNodes",
            "ssm:GetParametersByPath",
            List.of(NodeGrants.arn(stack, "ssm", "parameter", path))));
    grants.add(nodes().document("SendProbeDocument", CommandDocuments.PROBE));
    grants.add(anywhere(WildcardReason.SEE_NODES, "ssm:DescribeInstanceInformation"));
    grants.add(anywhere(WildcardReason.SEE_METRICS, "cloudwatch:GetMetricData"));
    grants.add(nodes().sending());
    grants.add(anywhere(WildcardReason.FOLLOW_COMMANDS, "ssm:GetCommandInvocation"));
    nodes().runners().ifPresent(grants::add);
    return grants;
  }

  private List<Grant> alert() {
    var grants = new ArrayList<Grant>();
    grants.add(remember("RememberHealth", BucketKeys.HEALTH));
    grants.add(named("PublishAlerts", "sns:Publish", List.of(alerts.topic().getTopicArn())));
    // SNS asks for a data key in the publisher's name (SNS Developer Guide, "Key management").
    grants.add(
        named(
            "EncryptAlerts",
            List.of("kms:Decrypt", "kms:GenerateDataKey"),
            List.of(alerts.keyArn())));
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
    grants.add(nodes().document("SendRunDocument", CommandDocuments.RUN));
    grants.addAll(nodes().reaching());
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
    grants.add(nodes().document("SendCancelDocument", CommandDocuments.CANCEL));
    grants.addAll(nodes().reaching());
    return grants;
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
    return because(reason, List.of(action), resources);
  }

  /** Who ends a copy looks whether it is there. */
  private List<Grant> copies(CopySettings copies) {
    var second = "arn:" + Aws.PARTITION + ":s3:::" + copies.bucket();
    var grants = new ArrayList<Grant>();
    grants.add(named("ListCopies", "s3:ListBucket", List.of(second)));
    grants.add(
        because(WildcardReason.COPIES, List.of("s3:GetObject"), List.of(second + "/backups/*")));
    copies.key().ifPresent(key -> grants.add(named("CopiesKey", "kms:Decrypt", List.of(key))));
    return grants;
  }

  /** On the newest verified backup of each database. */
  private Grant holds() {
    return because(
        WildcardReason.HOLD_BACKUPS,
        List.of(
            "s3:GetObjectLegalHold",
            "s3:GetObjectTagging",
            "s3:PutObjectLegalHold",
            "s3:PutObjectTagging"),
        List.of(bucket() + "/backups/*"));
  }

  /**
   * The key is found by what it encrypts, because its id is known to the storage stack alone and
   * nothing is imported from that one. With a bucket key S3 gives KMS the bucket's ARN as the
   * encryption context (S3 User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys").
   */
  private Grant key() {
    var grant =
        because(
            WildcardReason.BACKUP_KEY,
            List.of("kms:Decrypt", "kms:GenerateDataKey"),
            List.of(NodeGrants.arn(stack, "kms", "key", "*")));
    var conditions = new TreeMap<String, Object>();
    conditions.put("kms:EncryptionContext:aws:s3:arn", bucket());
    conditions.put("kms:ViaService", "s3." + Aws.REGION + "." + Aws.URL_SUFFIX);
    grant.statement().addCondition("StringEquals", conditions);
    return grant;
  }

  private String bucket() {
    return "arn:" + Aws.PARTITION + ":s3:::" + settings.storage().bucket().value();
  }

  private NodeGrants nodes() {
    return new NodeGrants(stack, settings.ops(), names);
  }
}
