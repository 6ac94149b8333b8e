package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The function that does the operations of a cluster which functions reach over the network, as on
 * RDS: where the server is, and what the function is given for the work.
 *
 * @param host the server's name
 * @param port 1 to 65,535
 * @param secret name or ARN of the secret with {@code username} and {@code password}, in this
 *     account and region
 * @param sslMode libpq's, one of those that encrypt
 * @param postgresql major version of the client programs: the server's or a newer one
 * @param memoryMegabytes 1,024 to 10,240; a whole processor at 1,769 (AWS Lambda Developer Guide,
 *     "Configure Lambda function memory")
 * @param subnets where the function's network interfaces are; empty for a server that is reached
 *     from the Internet
 * @param securityGroups of the interfaces; one or more where there are subnets
 */
public record RunnerFunctionSettings(
    String host,
    int port,
    String secret,
    String sslMode,
    String postgresql,
    int memoryMegabytes,
    List<String> subnets,
    List<String> securityGroups) {
  private static final Set<String> KEYS =
      Set.of(
          "host",
          "port",
          "secret",
          "sslMode",
          "postgresql",
          "memoryMegabytes",
          "subnets",
          "securityGroups");

  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

  /** AWS Secrets Manager API Reference, "CreateSecret", Name; or an ARN. */
  private static final Pattern SECRET = Pattern.compile("[a-zA-Z0-9:/_+=.@!-]{1,512}");

  private static final Pattern SUBNET = Pattern.compile("subnet-[0-9a-f]{8,17}");
  private static final Pattern SECURITY_GROUP = Pattern.compile("sg-[0-9a-f]{8,17}");

  /** Takes copies of the lists. */
  public RunnerFunctionSettings {
    subnets = List.copyOf(subnets);
    securityGroups = List.copyOf(securityGroups);
  }

  /**
   * Reads the settings of one cluster's function.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  static RunnerFunctionSettings from(ContextObject function) {
    function.refuseOthersThan(KEYS);
    var subnets = all(function, "subnets", SUBNET);
    var securityGroups = all(function, "securityGroups", SECURITY_GROUP);
    if (subnets.isEmpty() != securityGroups.isEmpty()) {
      throw ContextObject.refused(
          "%s has subnets or securityGroups; it must have both or neither."
              .formatted(function.path()));
    }
    return new RunnerFunctionSettings(
        check(function, "host", HOST, "the server's name"),
        function.wholeNumber("port", 5_432, 1, 65_535, ""),
        check(function, "secret", SECRET, "a secret's name or ARN"),
        function.choice("sslMode", List.of("verify-full", "verify-ca", "require")),
        function.choice("postgresql", List.of("17", "16", "15")),
        function.wholeNumber("memoryMegabytes", 1_769, 1_024, 10_240, "megabytes"),
        subnets,
        securityGroups);
  }

  private static String check(ContextObject function, String key, Pattern form, String what) {
    var value = function.text(key).orElse("");
    if (!form.matcher(value).matches()) {
      throw ContextObject.refused(
          "%s is '%s'; it must be %s, of the form %s."
              .formatted(function.name(key), value, what, form));
    }
    return value;
  }

  private static List<String> all(ContextObject function, String key, Pattern form) {
    var values = function.texts(key).orElse(List.of());
    for (var value : values) {
      if (!form.matcher(value).matches()) {
        throw ContextObject.refused(
            "%s names '%s'; each must be of the form %s."
                .formatted(function.name(key), value, form));
      }
    }
    return values;
  }
}
