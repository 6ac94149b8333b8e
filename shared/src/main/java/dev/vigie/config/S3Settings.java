package dev.vigie.config;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the bucket is. Credentials are no setting: they come from AWS's default chain.
 *
 * @param bucket its name: 3 to 63 characters, by S3's rules for general purpose buckets
 * @param region the bucket's region, for example {@code eu-west-3}; empty asks AWS's default chain,
 *     or means {@value #ENDPOINT_REGION} where an endpoint is given
 * @param endpoint an S3-compatible service other than AWS's own, http or https; it is addressed in
 *     path style, because a service on an IP address has no name to put the bucket's before
 */
public record S3Settings(String bucket, Optional<String> region, Optional<URI> endpoint) {
  /** The region that an endpoint without one is signed for. */
  public static final String ENDPOINT_REGION = "us-east-1";

  /** Names the bucket. */
  public static final String BUCKET_VARIABLE = "VIGIE_BUCKET";

  /** Names the endpoint. */
  public static final String ENDPOINT_VARIABLE = "VIGIE_S3_ENDPOINT";

  // AWS documentation, "General purpose bucket naming rules".
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern IP_ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
  private static final Pattern RESERVED =
      Pattern.compile(
          "(xn--|sthree-|amzn-s3-demo-).*" + "|.*(-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3|-an)");
  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)*-\\d{1,2}");

  /**
   * Refuses what S3 would refuse.
   *
   * @throws VigieException {@code SETTING_INVALID}, naming the setting and its value
   */
  public S3Settings {
    if (!isBucketName(bucket)) {
      throw invalid("'" + bucket + "' is no name of an S3 bucket", null);
    }
    region.ifPresent(S3Settings::checkRegion);
    endpoint.ifPresent(S3Settings::checkEndpoint);
  }

  /**
   * Reads {@value #BUCKET_VARIABLE}, {@value #ENDPOINT_VARIABLE}, and {@code AWS_REGION} or else
   * {@code AWS_DEFAULT_REGION}. An empty variable counts as absent.
   *
   * @throws VigieException {@code SETTING_INVALID} if there is no bucket, or a value is refused
   */
  public static S3Settings fromEnvironment(Map<String, String> environment) {
    String bucket =
        variable(environment, BUCKET_VARIABLE)
            .orElseThrow(() -> invalid(BUCKET_VARIABLE + " is not set: no bucket is named", null));
    return new S3Settings(
        bucket,
        variable(environment, "AWS_REGION").or(() -> variable(environment, "AWS_DEFAULT_REGION")),
        variable(environment, ENDPOINT_VARIABLE).map(S3Settings::endpointOf));
  }

  /**
   * Another bucket of the same service.
   *
   * @param name the bucket's
   * @param elsewhere its region; empty if it is this one's
   * @throws VigieException {@code SETTING_INVALID}
   */
  public S3Settings other(String name, Optional<String> elsewhere) {
    return new S3Settings(name, elsewhere.or(() -> region), endpoint);
  }

  /**
   * Reads an endpoint as a person typed it.
   *
   * @throws VigieException {@code SETTING_INVALID} if it is no http or https URI
   */
  public static URI endpointOf(String text) {
    try {
      URI endpoint = new URI(text);
      checkEndpoint(endpoint);
      return endpoint;
    } catch (URISyntaxException e) {
      throw invalid("the S3 endpoint '" + text + "' is no URI", e);
    }
  }

  private static boolean isBucketName(String name) {
    return BUCKET.matcher(name).matches()
        && !name.contains("..")
        && !IP_ADDRESS.matcher(name).matches()
        && !RESERVED.matcher(name).matches();
  }

  private static void checkRegion(String region) {
    if (!REGION.matcher(region).matches()) {
      throw invalid("'" + region + "' is no name of an AWS region", null);
    }
  }

  private static void checkEndpoint(URI endpoint) {
    boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
    boolean bare = endpoint.getRawQuery() == null && endpoint.getRawFragment() == null;
    if (endpoint.getRawUserInfo() != null) {
      // The value is not repeated: what stands before the @ may be a password.
      throw invalid("the S3 endpoint holds a user or password; credentials go elsewhere", null);
    }
    if (!http || endpoint.getHost() == null || !bare) {
      throw invalid("the S3 endpoint '" + endpoint + "' is not of the form http(s)://host", null);
    }
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  private static VigieException invalid(String message, @Nullable Throwable cause) {
    return new VigieException(ErrorCode.SETTING_INVALID, message, cause);
  }
}
