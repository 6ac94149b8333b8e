package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/**
 * The copies in a second region: their own stack, and what the storage stack then has more. The
 * golden file is written anew as {@link StorageStackTest} says.
 */
class ReplicaStackTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/vigie/cdk/ReplicaStack.template.json");
  private static final Map<String, Object> REPLICATION = Map.of("region", "eu-central-1");

  @TempDir private static Path directory;

  private final SynthesisedApp app = SynthesisedApp.replicating();
  private final StackTemplate replica = app.stack(VigieApp.REPLICA_STACK);
  private final StackTemplate storage = app.stack(VigieApp.STORAGE_STACK);
  private final StackTemplate alone =
      SynthesisedApp.withEncryption("kms").stack(VigieApp.STORAGE_STACK);

  @Test
  void template_isTheGoldenOne() throws IOException {
    if (System.getProperty("vigie.golden.update") != null) {
      Files.writeString(GOLDEN, replica.text());
    }
    assertThat(replica.text())
        .as("the template; if the change is wanted, run with -Dvigie.golden.update")
        .isEqualTo(Files.readString(GOLDEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms", "s3"})
  void nag_findsNothingThatIsNotExplained(String encryption) throws IOException {
    var nagged =
        SynthesisedApp.app(
            directory.resolve(encryption),
            Map.of("encryption", encryption, "replication", REPLICATION));
    Aspects.of(nagged).add(new AwsSolutionsChecks());
    for (var id : List.of(VigieApp.STORAGE_STACK, VigieApp.REPLICA_STACK)) {
      var findings = Annotations.fromStack((Stack) nagged.getNode().findChild(id));
      assertThat(findings.findError("*", Match.anyValue())).isEmpty();
      assertThat(findings.findWarning("*", Match.anyValue())).isEmpty();
    }
  }

  @Test
  void stack_isProtected_inItsRegion_andThereBeforeTheStorage() throws IOException {
    var manifest = new ObjectMapper().readTree(app.directory().resolve("manifest.json").toFile());
    var stack = manifest.at("/artifacts/ReplicaStack");
    assertThat(stack.at("/properties/terminationProtection").asBoolean()).isTrue();
    assertThat(stack.at("/properties/stackName").asText()).isEqualTo("vigie-quickdata-replica");
    assertThat(stack.get("environment").asText()).endsWith("/eu-central-1");
    assertThat(manifest.at("/artifacts/StorageStack/dependencies").toString())
        .contains("\"ReplicaStack\"");
  }

  @Test
  void stacks_neitherImportNorExport() {
    assertThat(replica.text() + storage.text())
        .doesNotContain("Fn::ImportValue", "\"Export\"", "Custom::");
  }

  @Test
  void bucket_ofTheCopies_isAsThatOfTheOriginals() {
    assertThat(name(replica)).isEqualTo("quickdata-pg-backups-replica-bucket-example");
    for (var property :
        List.of(
            "BucketEncryption",
            "LifecycleConfiguration",
            "ObjectLockEnabled",
            "OwnershipControls",
            "PublicAccessBlockConfiguration",
            "VersioningConfiguration")) {
      assertThat(replica.properties("BackupBucket").get(property))
          .as(property)
          .isNotNull()
          .isEqualTo(alone.properties("BackupBucket").get(property));
    }
    assertThat(replica.properties("BackupBucketPolicy"))
        .isEqualTo(alone.properties("BackupBucketPolicy"));
    for (var id : List.of("BackupBucket", "BackupKey")) {
      assertThat(replica.resource(id).get("DeletionPolicy").asText()).isEqualTo("Retain");
    }
  }

  @Test
  void rule_copiesEverythingButDeletions_underTheOtherRegionsKey() {
    var rules = storage.properties("BackupBucket").at("/ReplicationConfiguration/Rules");
    assertThat(rules).hasSize(1);
    var rule = rules.get(0);
    assertThat(rule.get("Status").asText()).isEqualTo("Enabled");
    assertThat(rule.get("Filter")).isEqualTo(json("{'Prefix': ''}"));
    assertThat(rule.at("/DeleteMarkerReplication/Status").asText()).isEqualTo("Disabled");
    assertThat(rule.at("/SourceSelectionCriteria/SseKmsEncryptedObjects/Status").asText())
        .isEqualTo("Enabled");
    assertThat(rule.at("/Destination/Bucket").toString()).contains(":s3:::" + name(replica));
    var alias = replica.properties("BackupKeyAlias").get("AliasName").asText();
    assertThat(alias).isEqualTo("alias/vigie-quickdata-replica");
    assertThat(rule.at("/Destination/EncryptionConfiguration/ReplicaKmsKeyID").toString())
        .contains(":kms:eu-central-1:", ":" + alias);
  }

  @Test
  void storage_withCopies_hasARoleMore_andIsElseTheSame() {
    assertThat(storage.json().get("Resources")).hasSize(alone.json().get("Resources").size() + 1);
    var bucket = storage.properties("BackupBucket").deepCopy();
    ((ObjectNode) bucket).remove("ReplicationConfiguration");
    assertThat(bucket).isEqualTo(alone.properties("BackupBucket"));
    assertThat(storage.properties("ReplicationRole").toString())
        .contains("s3.amazonaws.com", "s3:ReplicateObject")
        .doesNotContain("ReplicateDelete", "s3:*");
  }

  @Test
  void underEncryptionByS3_noKeyIsNamed() {
    var withS3 =
        SynthesisedApp.into(
            directory.resolve("replicating-s3"),
            Map.of("encryption", "s3", "replication", REPLICATION));
    assertThat(withS3.stack(VigieApp.REPLICA_STACK).ofType("AWS::KMS::Alias")).isEmpty();
    assertThat(withS3.stack(VigieApp.STORAGE_STACK).text()).doesNotContain("kms:");
  }

  private static String name(StackTemplate stack) {
    return stack.properties("BackupBucket").get("BucketName").asText();
  }
}
