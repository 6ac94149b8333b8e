package dev.vigie.cdk;

import static dev.vigie.cdk.SynthesisedApp.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bucket's policy, as the synthesised template has it. */
class BucketGuardsTest {
  private static final String ENCRYPTION = "s3:x-amz-server-side-encryption";
  private static final String KEY_ID = "s3:x-amz-server-side-encryption-aws-kms-key-id";

  private final SynthesisedApp withKms = SynthesisedApp.withEncryption("kms");
  private final SynthesisedApp withS3 = SynthesisedApp.withEncryption("s3");

  @Test
  void policy_deniesAndNeverAllows() throws IOException {
    assertThat(withKms.statements())
        .hasSize(7)
        .allMatch(statement -> statement.get("Effect").asText().equals("Deny"))
        .allMatch(statement -> statement.at("/Principal/AWS").asText().equals("*"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'Bool': {'aws:SecureTransport': 'false'}}",
        "{'NumericLessThan': {'s3:TlsVersion': 1.2}}"
      },
      quoteCharacter = '`')
  void policy_withoutTls12_deniesEverything(String condition) throws IOException {
    assertThat(withKms.statements())
        .filteredOn(statement -> json(condition).equals(statement.get("Condition")))
        .singleElement()
        .satisfies(statement -> assertThat(statement.get("Action").asText()).isEqualTo("s3:*"))
        .satisfies(statement -> assertThat(statement.get("Resource")).hasSize(2));
  }

  @Test
  void policy_ofWhatIsWrittenOnce_wantsIfNoneMatchWhereAnObjectIsMade() throws IOException {
    assertThat(conditions(withKms, "DenyOverwriting"))
        .isEqualTo(
            json(
                "{'Null': {'s3:if-none-match': 'true'}, 'Bool': {'s3:ObjectCreationOperation': 'true'}}"));
    var statement = withKms.statement("DenyOverwriting");
    assertThat(statement.get("Action").asText()).isEqualTo("s3:PutObject");
    assertThat(
            StreamSupport.stream(statement.get("Resource").spliterator(), false)
                .map(resource -> resource.at("/Fn::Join/1/1").asText()))
        .containsExactlyInAnyOrder(
            "/*/manifest.json",
            "/*/request.json",
            "/*/outcome.json",
            "/*/result.json",
            "/drills/*",
            "/evidence/*",
            "/verified/*");
  }

  @Test
  void policy_deniesDeletingToEverybody() throws IOException {
    var statement = withKms.statement("DenyDeleting");
    assertThat(statement.has("Condition")).isFalse();
    assertThat(statement.get("Action"))
        .isEqualTo(
            json("['s3:BypassGovernanceRetention','s3:DeleteObject','s3:DeleteObjectVersion']"));
  }

  @Test
  void policy_deniesWhatAsksForAnotherEncryption_butNotWhatAsksForNone() throws IOException {
    var asked = json("{'%s': 'false'}".formatted(ENCRYPTION));
    var other = conditions(withKms, "DenyOtherEncryption");
    assertThat(other.get("Null")).isEqualTo(asked);
    assertThat(other.get("StringNotEquals"))
        .isEqualTo(json("{'%s': 'aws:kms'}".formatted(ENCRYPTION)));
    var key = conditions(withKms, "DenyOtherKey");
    assertThat(key.get("Null")).isEqualTo(asked);
    assertThat(key.get("StringNotEquals"))
        .isEqualTo(json("{'%s': {'Fn::GetAtt': ['BackupKey', 'Arn']}}".formatted(KEY_ID)));
    assertThat(conditions(withKms, "DenyCustomerKey"))
        .isEqualTo(json("{'Null': {'%s-customer-algorithm': 'false'}}".formatted(ENCRYPTION)));
  }

  @Test
  void policy_underEncryptionByS3_deniesAnyOtherAndNamesNoKey() throws IOException {
    assertThat(withS3.statements()).hasSize(6);
    assertThat(conditions(withS3, "DenyOtherEncryption").get("StringNotEquals"))
        .isEqualTo(json("{'%s': 'AES256'}".formatted(ENCRYPTION)));
  }

  private static JsonNode conditions(SynthesisedApp app, String sid) throws IOException {
    return app.statement(sid).get("Condition");
  }
}
