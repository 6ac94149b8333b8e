package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.VigieException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CopySettingsTest {
  private static final String KEY =
      "arn:aws:kms:eu-central-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  @Test
  void noSecondBucket_isNamedByDefault() {
    assertThat(read(Map.of())).isEmpty();
  }

  @Test
  void bucketAlone_isOfTheSameRegion_andTheMonitoringNodeCopies() {
    assertThat(read(Map.of("bucket", "second")))
        .contains(new CopySettings("second", Optional.empty(), Optional.empty(), "monitoring", 12));
  }

  @Test
  void settings_inTheContext_areRead() {
    assertThat(
            read(
                Map.of(
                    "bucket",
                    "second",
                    "region",
                    "eu-central-1",
                    "key",
                    KEY,
                    "node",
                    "i-0123456789abcdef0",
                    "timeoutHours",
                    3)))
        .contains(
            new CopySettings(
                "second", Optional.of("eu-central-1"), Optional.of(KEY), "i-0123456789abcdef0", 3));
  }

  @Test
  void whatIsWrong_isRefusedByName() {
    assertRefused(Map.of("region", "eu-central-1"), "vigie.ops.copies names no bucket");
    assertRefused(Map.of("bucket", "My_Bucket"), "'My_Bucket'");
    assertRefused(Map.of("bucket", "second", "region", "Mars"), "'Mars'");
    assertRefused(
        Map.of("bucket", "second", "key", "alias/x"), "vigie.ops.copies.key is 'alias/x'");
    assertRefused(Map.of("bucket", "second", "node", "../x"), "vigie.ops.copies.node is '../x'");
    assertRefused(Map.of("bucket", "second", "timeoutHours", 49), "vigie.ops.copies.timeoutHours");
    assertRefused(Map.of("bucket", "second", "often", true), "vigie.ops.copies.often");
  }

  private static void assertRefused(Map<String, Object> copies, String message) {
    assertThatThrownBy(() -> read(copies))
        .isInstanceOf(VigieException.class)
        .hasMessageContaining(message);
  }

  private static Optional<CopySettings> read(Map<String, Object> copies) {
    return CopySettings.from(new ContextObject("vigie.ops.copies", copies));
  }
}
