package dev.vigie.cdk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.Arn;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;

/**
 * What the functions' roles allow, action by action. None may delete, and none may write but what
 * is written once.
 *
 * @param stack whose account and region the resources are in
 * @param storage names the bucket and says who holds its key
 * @param names those of the documents
 */
record FunctionGrants(Stack stack, StorageSettings storage, OpsNames names) {
  /** The tag that says whose a machine is, which every stack of Vigie gives. */
  static final String PROJECT_TAG = "vigie:project";

  /** One statement, and why its resources are not named to the last letter; empty if they are. */
  private record Grant(PolicyStatement statement, List<NagReason> reasons) {}

  /** Adds to the role what the function needs, and says why where a resource is a pattern. */
  void grant(Role role, OpsFunction function) {
    var grants = new ArrayList<Grant>();
    grants.add(listing());
    grants.add(objects("ReadOperations", "s3:GetObject", "operations/*"));
    for (var need : function.needs()) {
      grants.addAll(of(need));
    }
    if (storage.encryption() == StorageEncryption.KMS) {
      grants.add(key());
    }
    var reasons = new LinkedHashMap<String, NagReason>();
    for (var grant : grants) {
      role.addToPolicy(grant.statement);
      grant.reasons.forEach(reason -> reasons.put(reason.appliesTo(), reason));
    }
    var tracing = noResources("X-Ray's and SSM's actions that look take no resource");
    reasons.put(tracing.appliesTo(), tracing);
    NagReason.explain(role, List.copyOf(reasons.values()));
  }

  private List<Grant> of(FunctionNeed need) {
    return switch (need) {
      case ASK ->
          List.of(
              objects(
                  "WriteRequests",
                  "s3:PutObject",
                  "operations/*/request.json",
                  "operations/*/command.json"),
              new Grant(
                  statement("SeeNodes", List.of("ssm:DescribeInstanceInformation"), "*"),
                  List.of()),
              new Grant(
                  statement(
                      "SendRunDocument",
                      List.of("ssm:SendCommand"),
                      arn("ssm", "document", names.document(CommandDocuments.RUN))),
                  List.of()),
              nodes());
      case END -> List.of(objects("WriteOutcomes", "s3:PutObject", "operations/*/outcome.json"));
      case FOLLOW ->
          List.of(
              new Grant(
                  statement(
                      "FollowCommands",
                      List.of("ssm:GetCommandInvocation", "ssm:ListCommands"),
                      "*"),
                  List.of()));
      case READ_MANIFESTS ->
          List.of(objects("ReadManifests", "s3:GetObject", "backups/*/manifest.json"));
      case READ_BACKUPS -> List.of(objects("ReadBackups", "s3:GetObject", "backups/*"));
    };
  }

  /**
   * Without a condition on the prefix: a GetObject of an absent key has no prefix, and where
   * listing is not allowed S3 answers it with 403 instead of 404 (S3 API Reference, "GetObject").
   */
  private Grant listing() {
    return new Grant(statement("ListBucket", List.of("s3:ListBucket"), bucket()), List.of());
  }

  private Grant objects(String sid, String action, String... keys) {
    var resources = new ArrayList<String>();
    var reasons = new ArrayList<NagReason>();
    for (var key : keys) {
      resources.add(bucket() + "/" + key);
      reasons.add(
          NagReason.wildcard(
              ".*:s3:::.*\\/" + key.replace("/", "\\/").replace(".", "\\.").replace("*", "\\*"),
              "Ids, clusters and databases are part of the key, and are not known before they are"
                  + " asked for; the folder and the document are named."));
    }
    return new Grant(statement(sid, List.of(action), resources.toArray(String[]::new)), reasons);
  }

  private Grant nodes() {
    var statement =
        statement("SendToOwnNodes", List.of("ssm:SendCommand"), arn("ec2", "instance", "*"));
    statement.addCondition(
        "StringEquals", Map.of("ssm:resourceTag/" + PROJECT_TAG, storage.project()));
    return new Grant(
        statement,
        List.of(
            NagReason.wildcard(
                ".*:instance\\/\\*",
                "Machines come and go with another stack; the condition holds it to those that carry"
                    + " the project's tag.")));
  }

  /**
   * The key is found by what it encrypts, because its id is known to the storage stack alone and
   * nothing is imported from that one. With a bucket key S3 gives KMS the bucket's ARN as the
   * encryption context (S3 User Guide, "Reducing the cost of SSE-KMS with Amazon S3 Bucket Keys").
   */
  private Grant key() {
    var statement =
        statement(
            "UseBucketKey", List.of("kms:Decrypt", "kms:GenerateDataKey"), arn("kms", "key", "*"));
    var conditions = new TreeMap<String, Object>();
    conditions.put("kms:EncryptionContext:aws:s3:arn", bucket());
    conditions.put("kms:ViaService", "s3." + Aws.REGION + "." + Aws.URL_SUFFIX);
    statement.addCondition("StringEquals", conditions);
    return new Grant(
        statement,
        List.of(
            NagReason.wildcard(
                ".*:key\\/\\*",
                "The conditions hold it to the key that S3 uses for this bucket; its id belongs to"
                    + " a stack from which nothing is imported.")));
  }

  private static NagReason noResources(String why) {
    return NagReason.wildcard("\\*", why + " (Service Authorization Reference).");
  }

  private String bucket() {
    return "arn:" + Aws.PARTITION + ":s3:::" + storage.bucket().value();
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

  private static PolicyStatement statement(String sid, List<String> actions, String... resources) {
    return PolicyStatement.Builder.create()
        .sid(sid)
        .actions(actions)
        .resources(List.of(resources))
        .build();
  }
}
