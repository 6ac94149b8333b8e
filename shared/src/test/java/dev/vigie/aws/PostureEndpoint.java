package dev.vigie.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.vigie.config.S3Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An endpoint on this machine that tells a bucket's posture in S3's wire form (Amazon S3 API
 * Reference: GetPublicAccessBlock, GetBucketVersioning, GetObjectLockConfiguration,
 * GetBucketLifecycleConfiguration, GetBucketEncryption): as StorageStack deploys it, until a test
 * changes a part. For the embedded S3 has no such parts. Thread-safe.
 */
public final class PostureEndpoint implements AutoCloseable {
  /** The part that keeps the public out. */
  public static final String PUBLIC_ACCESS = "publicAccessBlock";

  /** The part by which objects go. */
  public static final String LIFECYCLE = "lifecycle";

  static final String VERSIONING = "versioning";
  static final String LOCK = "object-lock";
  static final String ENCRYPTION = "encryption";

  /** Days by tier, as its rules have them. */
  public static final Map<String, Integer> DAYS =
      Map.of("daily", 14, "weekly", 60, "monthly", 400, "yearly", 2600);

  /** Days after which what was hidden is deleted. */
  public static final int HIDDEN_DAYS = 7;

  /** What S3 answers where a part was never set, or was taken away. */
  private static final Map<String, String> UNSET =
      Map.of(
          PUBLIC_ACCESS, "NoSuchPublicAccessBlockConfiguration",
          LIFECYCLE, "NoSuchLifecycleConfiguration",
          LOCK, "ObjectLockConfigurationNotFoundError",
          ENCRYPTION, "ServerSideEncryptionConfigurationNotFoundError");

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  private record Answer(int status, String body) {}

  /** One whose bucket is as deployed. */
  public PostureEndpoint() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    UNSET.keySet().forEach(this::set);
    set(VERSIONING);
    server.createContext(
        "/",
        exchange -> {
          String asked = String.valueOf(exchange.getRequestURI().getQuery()).split("=", -1)[0];
          Answer answer = answers.getOrDefault(asked, new Answer(501, ""));
          byte[] bytes = answer.body().getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/xml");
          exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  /** How a bucket is reached here; any name is this one's. */
  public S3Settings settings(String bucket) {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new S3Settings(bucket, Optional.empty(), Optional.of(endpoint));
  }

  /** Takes a part away. */
  public void unset(String part) {
    answer(part, 404, error(UNSET.getOrDefault(part, "NotImplemented")));
  }

  /** Puts a part back as it was deployed. */
  public void set(String part) {
    answer(
        part,
        200,
        switch (part) {
          case PUBLIC_ACCESS -> block("true");
          case LIFECYCLE -> rules();
          case VERSIONING -> versioning("Enabled");
          case LOCK ->
              "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
                  + "</ObjectLockConfiguration>";
          case ENCRYPTION ->
              "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
                  + "<SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault>"
                  + "</Rule></ServerSideEncryptionConfiguration>";
          default -> throw new IllegalArgumentException("no such part: " + part);
        });
  }

  /** Answers so to the question for a part. */
  void answer(String part, int status, String body) {
    answers.put(part, new Answer(status, body));
  }

  static String error(String code) {
    return "<Error><Code>" + code + "</Code></Error>";
  }

  static String versioning(String status) {
    return "<VersioningConfiguration><Status>" + status + "</Status></VersioningConfiguration>";
  }

  static String block(String flag) {
    StringBuilder text = new StringBuilder("<PublicAccessBlockConfiguration>");
    for (String name :
        new String[] {
          "BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"
        }) {
      text.append("<" + name + ">" + flag + "</" + name + ">");
    }
    return text.append("</PublicAccessBlockConfiguration>").toString();
  }

  private static String rules() {
    StringBuilder text = new StringBuilder("<LifecycleConfiguration>");
    new TreeMap<>(DAYS)
        .forEach(
            (tier, days) ->
                text.append(
                    """
                    <Rule><ID>expire-%s</ID><Status>Enabled</Status>
                      <Filter><Tag><Key>tier</Key><Value>%s</Value></Tag></Filter>
                      <Expiration><Days>%d</Days></Expiration></Rule>
                    """
                        .formatted(tier, tier, days)));
    return text.append(
            """
            <Rule><ID>remove-old-versions</ID><Status>Enabled</Status><Filter/>
              <NoncurrentVersionExpiration><NoncurrentDays>%d</NoncurrentDays>
              </NoncurrentVersionExpiration></Rule></LifecycleConfiguration>
            """
                .formatted(HIDDEN_DAYS))
        .toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
