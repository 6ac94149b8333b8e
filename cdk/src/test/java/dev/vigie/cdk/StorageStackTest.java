package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

/**
 * Synthesises with the real CDK and reads the template. After a wanted change, write the golden
 * file anew with {@code ./mvnw -pl cdk -am test -Dvigie.golden.update} and read its difference.
 */
class StorageStackTest {
  private static final String GOLDEN =
      "src/test/resources/dev/vigie/cdk/StorageStack.template.json";

  @TempDir private static Path directory;

  private final SynthesisedApp withKms = SynthesisedApp.withEncryption("kms");
  private final SynthesisedApp withS3 = SynthesisedApp.withEncryption("s3");

  @Test
  void template_isTheGoldenOne() throws IOException {
    var golden = Path.of(GOLDEN);
    if (System.getProperty("vigie.golden.update") != null) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, withKms.template());
    }
    assertThat(withKms.template())
        .as("the template; if the change is wanted, run with -Dvigie.golden.update")
        .isEqualTo(Files.readString(golden));
  }

  @Test
  void template_synthesisedTwice_hasTheSameBytes() throws IOException {
    var again = SynthesisedApp.into(directory.resolve("again"), Map.of());
    assertThat(again.template()).isEqualTo(withKms.template());
    assertThat(again.opsTemplate()).isEqualTo(withKms.opsTemplate());
  }

  @Test
  void nag_findsNothingThatIsNotExplained() throws IOException {
    var app = SynthesisedApp.app(directory.resolve("nag"), Map.of());
    Aspects.of(app).add(new AwsSolutionsChecks());
    var stack = (Stack) app.getNode().findChild(VigieApp.STORAGE_STACK);
    var findings = Annotations.fromStack(stack);
    assertThat(findings.findError("*", Match.anyValue())).isEmpty();
    assertThat(findings.findWarning("*", Match.anyValue())).isEmpty();
    var suppressed = withKms.resource("BackupBucket").at("/Metadata/cdk_nag/rules_to_suppress");
    assertThat(suppressed.findValuesAsText("id")).containsExactly("AwsSolutions-S1");
    assertThat(suppressed.findValuesAsText("reason")).allMatch(reason -> reason.length() > 40);
  }

  @Test
  void stack_isProtectedAndNamedAfterTheProject() throws IOException {
    var properties = withKms.stackProperties();
    assertThat(properties.get("terminationProtection").asBoolean()).isTrue();
    assertThat(properties.get("stackName").asText()).isEqualTo("vigie-quickdata-storage");
    assertThat(properties.at("/tags/vigie:project").asText()).isEqualTo("quickdata");
  }

  @ParameterizedTest
  @CsvSource({
    "BackupBucket, AWS::S3::Bucket",
    "BackupBucketPolicy, AWS::S3::BucketPolicy",
    "BackupKey, AWS::KMS::Key",
    "BucketNameParameter, AWS::SSM::Parameter",
    "DatabasePassword, AWS::SecretsManager::Secret",
    "JwtSecret, AWS::SecretsManager::Secret",
    "ConnectionKey, AWS::SecretsManager::Secret",
    "GrafanaPassword, AWS::SecretsManager::Secret"
  })
  void logicalId_ofEachResource_isPinned(String id, String type) throws IOException {
    assertThat(withKms.resource(id).get("Type").asText()).isEqualTo(type);
    // So no role, no function and no custom resource.
    assertThat(withKms.resources()).hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BackupBucket",
        "BackupKey",
        "DatabasePassword",
        "JwtSecret",
        "ConnectionKey",
        "GrafanaPassword"
      })
  void resource_holdingBackups_staysWhenTheStackGoes(String id) throws IOException {
    assertThat(withKms.resource(id).get("DeletionPolicy").asText()).isEqualTo("Retain");
    assertThat(withKms.resource(id).get("UpdateReplacePolicy").asText()).isEqualTo("Retain");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BucketName | 'quickdata-pg-backups-storage-bucket-example'",
        "ObjectLockEnabled | true",
        "VersioningConfiguration | {'Status': 'Enabled'}",
        "OwnershipControls | {'Rules': [{'ObjectOwnership': 'BucketOwnerEnforced'}]}",
        "NotificationConfiguration | {'EventBridgeConfiguration': {'EventBridgeEnabled': true}}",
        "PublicAccessBlockConfiguration | {'BlockPublicAcls': true, 'BlockPublicPolicy': true,"
            + " 'IgnorePublicAcls': true, 'RestrictPublicBuckets': true}"
      },
      quoteCharacter = '`')
  void bucket_property_isAsDesigned(String property, String json) throws IOException {
    assertThat(withKms.resource("BackupBucket").get("Properties").get(property))
        .isEqualTo(json(json));
  }

  @Test
  void bucket_hasNoDefaultRetention() throws IOException {
    assertThat(withKms.resource("BackupBucket").get("Properties").has("ObjectLockConfiguration"))
        .isFalse();
  }

  @Test
  void encryption_byKms_usesARotatedKeyAndABucketKey() throws IOException {
    assertThat(withKms.bucketEncryption())
        .isEqualTo(
            json(
                "[{'BucketKeyEnabled': true, 'ServerSideEncryptionByDefault': {'SSEAlgorithm':"
                    + " 'aws:kms', 'KMSMasterKeyID': {'Fn::GetAtt': ['BackupKey', 'Arn']}}}]"));
    var key = withKms.resource("BackupKey").get("Properties");
    assertThat(key.get("EnableKeyRotation").asBoolean()).isTrue();
    assertThat(key.get("PendingWindowInDays").asInt()).isEqualTo(30);
  }

  @Test
  void encryption_byS3_hasNoKey() throws IOException {
    assertThat(withS3.bucketEncryption())
        .isEqualTo(json("[{'ServerSideEncryptionByDefault': {'SSEAlgorithm': 'AES256'}}]"));
    assertThat(withS3.resources().has("BackupKey")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"daily, 14", "weekly, 60", "monthly, 400", "yearly, 2600"})
  void lifecycle_ofATier_expiresByTagAlone(String tier, int days) throws IOException {
    var rule = (ObjectNode) withKms.lifecycleRule("expire-" + tier);
    rule.remove("Transitions");
    assertThat(rule)
        .isEqualTo(
            json(
                "{'Id': 'expire-%s', 'Status': 'Enabled', 'ExpirationInDays': %d, 'TagFilters': [{'Key': 'tier', 'Value': '%s'}]}"
                    .formatted(tier, days, tier)));
  }

  @ParameterizedTest
  @CsvSource({"daily, false", "weekly, false", "monthly, true", "yearly, true"})
  void lifecycle_ofTheHigherTiers_movesToACheaperClass(String tier, boolean moves)
      throws IOException {
    var rule = withKms.lifecycleRule("expire-" + tier);
    assertThat(rule.has("Transitions")).isEqualTo(moves);
    if (moves) {
      assertThat(rule.get("Transitions"))
          .isEqualTo(json("[{'StorageClass': 'GLACIER_IR', 'TransitionInDays': 30}]"));
    }
  }

  @Test
  void lifecycle_removesOldVersionsAndAbandonedUploads_andNothingElse() throws IOException {
    assertThat(withKms.lifecycleRule("remove-old-versions"))
        .isEqualTo(
            json(
                "{'Id': 'remove-old-versions', 'Status': 'Enabled', 'ExpiredObjectDeleteMarker':"
                    + " true, 'NoncurrentVersionExpiration': {'NoncurrentDays': 7}}"));
    assertThat(withKms.lifecycleRule("abort-incomplete-uploads"))
        .isEqualTo(
            json(
                "{'Id': 'abort-incomplete-uploads', 'Status': 'Enabled',"
                    + " 'AbortIncompleteMultipartUpload': {'DaysAfterInitiation': 2}}"));
    assertThat(withKms.lifecycleRules()).hasSize(6);
  }

  @Test
  void name_isPublishedAsParameterAndOutput_withoutExport() throws IOException {
    var parameter = withKms.resource("BucketNameParameter").get("Properties");
    assertThat(parameter.get("Name").asText()).isEqualTo("/vigie/quickdata/storage/bucket-name");
    assertThat(parameter.get("Value")).isEqualTo(json("{'Ref': 'BackupBucket'}"));
    var output = withKms.output("BucketName");
    assertThat(output.get("Value")).isEqualTo(json("{'Ref': 'BackupBucket'}"));
    assertThat(output.has("Export")).isFalse();
  }
}
