package dev.vigie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3SettingsTest {
  @Test
  void environment_whole_isRead() {
    S3Settings settings =
        S3Settings.fromEnvironment(
            Map.of(
                "VIGIE_BUCKET", "acme-backups",
                "VIGIE_S3_ENDPOINT", "http://127.0.0.1:9000",
                "AWS_REGION", "eu-west-3",
                "AWS_DEFAULT_REGION", "us-west-2"));

    assertThat(settings)
        .isEqualTo(
            new S3Settings(
                "acme-backups",
                Optional.of("eu-west-3"),
                Optional.of(URI.create("http://127.0.0.1:9000"))));
  }

  @Test
  void environment_emptyVariables_countAsAbsent() {
    S3Settings settings =
        S3Settings.fromEnvironment(
            Map.of(
                "VIGIE_BUCKET", "acme",
                "VIGIE_S3_ENDPOINT", "",
                "AWS_REGION", "",
                "AWS_DEFAULT_REGION", "us-gov-west-1"));

    assertThat(settings)
        .isEqualTo(new S3Settings("acme", Optional.of("us-gov-west-1"), Optional.empty()));
  }

  @Test
  void environment_withoutBucket_isRefused() {
    assertInvalid(() -> S3Settings.fromEnvironment(Map.of()), "VIGIE_BUCKET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "a.b-c.9", "acme-pg-backups-storage-bucket-1x", "0ab"})
  void bucket_byTheRules_isTaken(String bucket) {
    assertThat(new S3Settings(bucket, Optional.empty(), Optional.empty()).bucket())
        .isEqualTo(bucket);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "Acme",
        "a_b",
        "-ab",
        "ab-",
        "a..b",
        "192.168.0.1",
        "xn--abc",
        "abc-s3alias",
        "a/b",
        "s3://abc",
        "abc ",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  void bucket_againstTheRules_isRefusedByName(String bucket) {
    assertInvalid(
        () -> new S3Settings(bucket, Optional.empty(), Optional.empty()), "'" + bucket + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu west", "EU-WEST-1", "eu-west", "../1", "-west-1"})
  void region_malformed_isRefused(String region) {
    assertInvalid(
        () -> new S3Settings("abc", Optional.of(region), Optional.empty()), "'" + region + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://s3.example.org", "http://[::1]:9000", "https://host/base/"})
  void endpoint_httpUri_isTaken(String endpoint) {
    assertThat(S3Settings.endpointOf(endpoint)).isEqualTo(URI.create(endpoint));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:9000", "ftp://host", "http://", "http://ho st", "https://h?x=1", "/a"})
  void endpoint_otherwise_isRefused(String endpoint) {
    assertInvalid(() -> S3Settings.endpointOf(endpoint), endpoint);
  }

  @Test
  void endpoint_withPassword_isRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() -> S3Settings.endpointOf("https://user:secret@host"))
        .isInstanceOf(VigieException.class)
        .hasMessageNotContaining("secret");
  }

  private static void assertInvalid(ThrowingCallable call, String named) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VigieException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SETTING_INVALID))
        .hasMessageContaining(named);
  }
}
