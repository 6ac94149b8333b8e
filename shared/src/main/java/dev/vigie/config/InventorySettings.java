package dev.vigie.config;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whose machines, and where to ask for them. EC2 takes {@code *} and {@code ?} in a filter for
 * wildcards, so that a project must be a name and nothing else.
 *
 * @param project the tag {@code vigie:project}: lower-case letters, digits and single hyphens, a
 *     letter first
 * @param environment the tag {@code vigie:environment}, as a project; empty takes machines of any,
 *     and those without
 * @param region for example {@code eu-west-3}; empty asks AWS's default chain
 * @param endpoint an EC2-compatible service, http or https; empty is AWS's own, or what {@code
 *     AWS_ENDPOINT_URL} names
 */
public record InventorySettings(
    String project, Optional<String> environment, Optional<String> region, Optional<URI> endpoint) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)*-\\d{1,2}");

  /**
   * Refuses what is no name.
   *
   * @throws VigieException {@code SETTING_INVALID}, naming the setting and its value
   */
  public InventorySettings {
    check(NAME, "project", project);
    environment.ifPresent(name -> check(NAME, "environment", name));
    region.ifPresent(name -> check(REGION, "region", name));
    endpoint.ifPresent(InventorySettings::checkEndpoint);
  }

  private static void check(Pattern form, String setting, String value) {
    if (!form.matcher(value).matches()) {
      throw invalid("the %s '%s' is not of the form %s".formatted(setting, value, form));
    }
  }

  private static void checkEndpoint(URI endpoint) {
    boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
    if (endpoint.getRawUserInfo() != null) {
      // The value is not repeated: what stands before the @ may be a password.
      throw invalid("the EC2 endpoint holds a user or password; credentials go elsewhere");
    }
    if (!http || endpoint.getHost() == null) {
      throw invalid("the EC2 endpoint '" + endpoint + "' is not of the form http(s)://host");
    }
  }

  private static VigieException invalid(String message) {
    return new VigieException(ErrorCode.SETTING_INVALID, message);
  }
}
