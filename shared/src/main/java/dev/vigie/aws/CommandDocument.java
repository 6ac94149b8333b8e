package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Vigie's own SSM documents and how they are sent. Bounds: AWS Systems Manager API Reference,
 * {@code SendCommand} and {@code CloudWatchOutputConfig}.
 *
 * @param name that of the document which runs an operation, 3 to 128 of letters, digits and {@code
 *     _ - .}
 * @param cancelName that of the document which ends an operation's runner; as the name
 * @param deliveryTimeout how long the command may wait for the node to take it, 30 seconds to 30
 *     days, in whole seconds
 * @param logGroup the CloudWatch log group that keeps the whole output, 1 to 512 characters; empty
 *     if none does
 */
public record CommandDocument(
    String name, String cancelName, Duration deliveryTimeout, Optional<String> logGroup) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,128}");
  private static final Pattern LOG_GROUP = Pattern.compile("[a-zA-Z0-9_./#-]{1,512}");
  private static final Duration SHORTEST = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofDays(30);

  /** Refuses what is out of range, with {@code SETTING_INVALID}. */
  public CommandDocument {
    check("document name", name, NAME);
    check("document name", cancelName, NAME);
    logGroup.ifPresent(group -> check("log group", group, LOG_GROUP));
    if (deliveryTimeout.compareTo(SHORTEST) < 0
        || deliveryTimeout.compareTo(LONGEST) > 0
        || !deliveryTimeout.equals(Duration.ofSeconds(deliveryTimeout.toSeconds()))) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "the delivery timeout " + deliveryTimeout + " is not 30 s to 30 days, in whole seconds");
    }
  }

  private static void check(String what, String value, Pattern pattern) {
    if (!pattern.matcher(value).matches()) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID, what + " is not of the form " + pattern.pattern());
    }
  }
}
