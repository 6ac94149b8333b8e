package dev.vigie.cdk;

import dev.vigie.config.S3Settings;
import dev.vigie.error.VigieException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where each new backup has a second copy: the CDK context's object {@code vigie.ops.copies}.
 *
 * @param bucket the second bucket, which is not of these stacks, perhaps of another account
 * @param region where it is; empty if it is in the stacks' region
 * @param key the ARN of the KMS key that the second bucket encrypts by; empty if it needs none
 * @param node the machine that copies: its name in the deployment, or an EC2 instance's id
 * @param timeoutHours after which a copy counts as lost, 1 to 48
 */
public record CopySettings(
    String bucket, Optional<String> region, Optional<String> key, String node, int timeoutHours) {
  private static final Set<String> KEYS = Set.of("bucket", "region", "key", "node", "timeoutHours");

  /** AWS Key Management Service Developer Guide, "Key identifiers (KeyId)". */
  private static final Pattern KEY =
      Pattern.compile("arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+");

  /**
   * Reads the settings.
   *
   * @return empty if no second bucket is named
   * @throws VigieException {@code SETTING_INVALID}
   */
  static Optional<CopySettings> from(ContextObject copies) {
    copies.refuseOthersThan(KEYS);
    if (copies.keys().isEmpty()) {
      return Optional.empty();
    }
    var path = copies.path();
    var bucket = copies.text("bucket").orElse("");
    var region = copies.text("region");
    try {
      new S3Settings(bucket, region, Optional.empty());
    } catch (VigieException e) {
      throw ContextObject.refused(
          "%s names no bucket that S3 could have: %s.".formatted(path, e.getMessage()));
    }
    var key = copies.text("key");
    if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
      throw ContextObject.refused(
          ("%s.key is '%s'; it must be the ARN of a KMS key, such as"
                  + " arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab.")
              .formatted(path, key.get()));
    }
    var timeout = copies.wholeNumber("timeoutHours").orElse(12);
    ContextObject.checkRange(path + ".timeoutHours", timeout, 1, 48, "hours");
    return Optional.of(new CopySettings(bucket, region, key, DrillSettings.node(copies), timeout));
  }
}
