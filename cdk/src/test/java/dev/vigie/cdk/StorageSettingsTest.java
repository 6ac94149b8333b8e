package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings as the context and the environment give them; no CDK is started. */
class StorageSettingsTest {

  @Test
  void defaults_apply_whereOnlyTheSuffixIsGiven() {
    var settings = read(Map.of("bucketSuffix", "example"), Map.of());
    assertThat(settings.project()).isEqualTo("quickdata");
    assertThat(settings.bucket().value()).isEqualTo("quickdata-pg-backups-storage-bucket-example");
    assertThat(settings.retention()).isEqualTo(new RetentionDays(14, 60, 400, 2_600));
    assertThat(settings.cold()).contains(new ColdStorage(ColdStorage.Kind.GLACIER_IR, 30));
    assertThat(settings.encryption()).isEqualTo(StorageEncryption.KMS);
    assertThat(settings.replicaRegion()).isEmpty();
  }

  @Test
  void settings_inTheContext_areRead() {
    var settings =
        read(
            Map.of(
                "@aws-cdk/core:checkSecretUsage",
                true,
                "vigie",
                Map.of(
                    "project",
                    "crm-eu",
                    "bucketSuffix",
                    "acme",
                    "encryption",
                    "s3",
                    "cold",
                    Map.of("class", "standard-ia", "afterDays", 45),
                    "replication",
                    Map.of("region", "eu-central-1"),
                    "retention",
                    Map.of("daily", 30, "yearly", 3650.0))),
            Map.of());
    assertThat(settings)
        .isEqualTo(
            new StorageSettings(
                new BackupBucketName("crm-eu", "acme"),
                new RetentionDays(30, 60, 400, 3_650),
                Optional.of(new ColdStorage(ColdStorage.Kind.STANDARD_IA, 45)),
                StorageEncryption.S3,
                Optional.of("eu-central-1")));
  }

  @Test
  void suffix_isTakenFromTheNearestPlace() {
    var environment = Map.of("BUCKET_SUFFIX", "variable");
    var object = Map.of("bucketSuffix", "object");
    assertThat(read(Map.of(), environment).bucket().suffix()).isEqualTo("variable");
    assertThat(read(Map.of("vigie", object), environment).bucket().suffix()).isEqualTo("object");
    assertThat(
            read(Map.of("vigie", object, "bucketSuffix", "option"), environment).bucket().suffix())
        .isEqualTo("option");
  }

  @Test
  void suffix_missing_isRefusedWithTheThreePlacesToGiveIt() {
    refused(Map.of())
        .hasMessage(
            "bucketSuffix is missing; give -c bucketSuffix=…, vigie.bucketSuffix in cdk.json or the"
                + " variable BUCKET_SUFFIX, for example your domain's name without its dots.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Acme", "ac me", "acme.example", "-acme", "acme-", "ac_me", "é", "a\n"})
  void suffix_withOtherCharacters_isRefused(String suffix) {
    refused(Map.of("bucketSuffix", suffix))
        .hasMessage(
            ("bucketSuffix is '%s'; it must be lower-case letters, digits and hyphens, beginning"
                    + " and ending with a letter or digit.")
                .formatted(suffix));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Quick", "9lives", "quick--data", "quick_data", "-q", "q-", "q.d", "q/d"})
  void project_withOtherCharacters_isRefused(String project) {
    refusedInVigie(Map.of("project", project))
        .hasMessage(
            ("vigie.project is '%s'; it must be lower-case letters, digits and single hyphens,"
                    + " beginning with a letter.")
                .formatted(project));
  }

  @ParameterizedTest
  @CsvSource({
    "an, -an",
    "acme-an, -an",
    "s3alias, -s3alias",
    "x--ol-s3, --ol-s3",
    "x--x-s3, --x-s3",
    "x--table-s3, --table-s3"
  })
  void suffix_thatS3Reserves_isRefused(String suffix, String reserved) {
    refused(Map.of("bucketSuffix", suffix))
        .hasMessage(
            "bucketSuffix is '%s'; it must not make a bucket name that ends in '%s', which S3 reserves."
                .formatted(suffix, reserved));
  }

  @ParameterizedTest
  @CsvSource({"sthree, sthree-", "sthree-x, sthree-", "amzn-s3-demo, amzn-s3-demo-"})
  void project_thatS3Reserves_isRefused(String project, String reserved) {
    refusedInVigie(Map.of("project", project))
        .hasMessage(
            "vigie.project is '%s'; it must not make a bucket name that begins with '%s', which S3 reserves."
                .formatted(project, reserved));
  }

  @Test
  void bucketName_of63Characters_isTaken_and64AreRefused() {
    // quickdata and its infix have 36 characters.
    var longest = "a".repeat(27);
    assertThat(read(Map.of("bucketSuffix", longest), Map.of()).bucket().value()).hasSize(63);
    refused(Map.of("bucketSuffix", longest + "b"))
        .hasMessage(
            ("bucketSuffix is '%sb' and vigie.project is 'quickdata': they make a bucket name of 64"
                    + " characters; together they must have at most 36, since S3 takes 63.")
                .formatted(longest));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "daily | 1 | it must be 2 to 36500 days.",
        "daily | 0 | it must be 2 to 36500 days.",
        "daily | -5 | it must be 2 to 36500 days.",
        "weekly | 7 | it must be 8 to 36500 days.",
        "monthly | 31 | it must be 32 to 36500 days.",
        "yearly | 366 | it must be 367 to 36500 days.",
        "yearly | 36501 | it must be 367 to 36500 days.",
        "weekly | 13 | it must be at least the 14 days of vigie.retention.daily.",
        "monthly | 59 | it must be at least the 60 days of vigie.retention.weekly.",
        "yearly | 399 | it must be at least the 400 days of vigie.retention.monthly."
      })
  void retention_outOfRangeOrOrder_isRefused(String tier, int days, String right) {

    refusedInVigie(Map.of("retention", Map.of(tier, days)))
        .hasMessage("vigie.retention.%s is %d; %s".formatted(tier, days, right));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "glacier-ir | 0 | it must be 1 to 36500 days.",
        "standard-ia | 29 | it must be 30 to 36500 days.",
        "glacier-ir | 311 | the class bills 90 days at least, which must end within the 400 days of"
            + " vigie.retention.monthly, so move earlier or set vigie.cold.class to 'none'.",
        "standard-ia | 371 | the class bills 30 days at least, which must end within the 400 days of"
            + " vigie.retention.monthly, so move earlier or set vigie.cold.class to 'none'."
      })
  void cold_outOfRange_isRefused(String kind, int days, String right) {
    refusedInVigie(Map.of("cold", Map.of("class", kind, "afterDays", days)))
        .hasMessage("vigie.cold.afterDays is %d; %s".formatted(days, right));
  }

  @Test
  void cold_atItsBounds_isTaken_andNoneTurnsItOff() {
    assertThat(cold(Map.of("class", "glacier-ir", "afterDays", 310))).isPresent();
    assertThat(cold(Map.of("class", "standard-ia", "afterDays", 370))).isPresent();
    assertThat(cold(Map.of("class", "none"))).isEmpty();
    refusedInVigie(Map.of("cold", Map.of("class", "deep-archive")))
        .hasMessage(
            "vigie.cold.class is 'deep-archive'; it must be 'glacier-ir' or 'standard-ia' or"
                + " 'none'.");
  }

  @Test
  void value_ofAnotherType_isRefused() {
    refusedInVigie(Map.of("retention", Map.of("daily", "14")))
        .hasMessage(
            "vigie.retention.daily is '14'; it must be a whole JSON number without quotes.");
    refusedInVigie(Map.of("retention", Map.of("daily", 14.5)))
        .hasMessage(
            "vigie.retention.daily is '14.5'; it must be a whole JSON number without quotes.");
    refusedInVigie(Map.of("retention", Map.of("daily", 1e12)))
        .hasMessageContaining("it must be a whole JSON number");
    refusedInVigie(Map.of("retention", 14))
        .hasMessage("vigie.retention is '14'; it must be a JSON object, in cdk.json.");
    refusedInVigie(Map.of("project", 7))
        .hasMessage("vigie.project is '7'; it must be a JSON string.");
    refused(Map.of("vigie", "crm"))
        .hasMessage("vigie is 'crm'; it must be a JSON object, in cdk.json.");
  }

  @Test
  void encryption_ofAnotherName_isRefused() {
    refusedInVigie(Map.of("encryption", "KMS"))
        .hasMessage("vigie.encryption is 'KMS'; it must be 'kms' or 's3'.");
  }

  @Test
  void key_unknown_isRefused() {
    refusedInVigie(Map.of("retentions", Map.of()))
        .hasMessage(
            "context key 'vigie.retentions' is unknown; 'vigie' takes bucketSuffix, cold,"
                + " encryption, environments, infra, ops, project, region, replication, retention.");
    refusedInVigie(Map.of("retention", Map.of("hourly", 1)))
        .hasMessage(
            "context key 'vigie.retention.hourly' is unknown; 'vigie.retention' takes daily,"
                + " monthly, weekly, yearly.");
    refused(Map.of("vigie.colour", "red"))
        .hasMessage(
            "context key 'vigie.colour' is unknown; settings stand inside the object 'vigie' of"
                + " cdk.json.");
  }

  @Test
  void key_thatWouldNotBeRead_isRefused() {
    refused(Map.of("encryption", "s3"))
        .hasMessage(
            "context key 'encryption' is not read; write 'encryption' inside the object 'vigie' of"
                + " cdk.json.");
    refused(Map.of("bucket-suffix", "acme"))
        .hasMessage(
            "context key 'bucket-suffix' is not read; write 'bucketSuffix' inside the object"
                + " 'vigie' of cdk.json or give -c bucketSuffix=….");
  }

  @Test
  void key_ofTheCdkOrOfOthers_isLeftAlone() {
    var context =
        Map.of(
            "bucketSuffix", "acme",
            "@aws-cdk/aws-s3:publicAccessBlockedByDefault", true,
            "aws:cdk:enable-path-metadata", true,
            "cli-telemetry", false,
            "availability-zones:account=1:region=eu-west-3", Map.of());
    assertThat(read(context, Map.of()).bucket().suffix()).isEqualTo("acme");
  }

  private static Optional<ColdStorage> cold(Map<String, Object> cold) {
    return read(Map.of("bucketSuffix", "acme", "vigie", Map.of("cold", cold)), Map.of()).cold();
  }

  private static StorageSettings read(
      Map<String, Object> context, Map<String, String> environment) {
    return StorageSettings.from(VigieContext.of(new ContextObject("", context), environment));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refusedInVigie(
      Map<String, Object> settings) {
    return refused(Map.of("bucketSuffix", "acme", "vigie", settings));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      Map<String, Object> context) {
    return assertThatThrownBy(() -> read(context, Map.of()))
        .isInstanceOfSatisfying(
            VigieException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }
}
