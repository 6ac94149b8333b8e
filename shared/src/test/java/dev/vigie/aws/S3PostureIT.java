package dev.vigie.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.vigie.config.S3Settings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.BucketPosture;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A bucket's posture by the wire form of S3's answers (Amazon S3 API Reference:
 * GetPublicAccessBlock, GetBucketVersioning, GetObjectLockConfiguration, GetBucketEncryption). The
 * embedded S3 has no public access block and no encryption.
 */
class S3PostureIT {
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private HttpServer server;

  private record Answer(int status, String body) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
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

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void posture_asDeployed_isRead() {
    answers.put("publicAccessBlock", new Answer(200, block("true")));
    answers.put("versioning", new Answer(200, versioning("Enabled")));
    answers.put(
        "object-lock",
        new Answer(
            200,
            "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
                + "</ObjectLockConfiguration>"));
    answers.put(
        "encryption",
        new Answer(
            200,
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
                + "<SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>"
                + "</ServerSideEncryptionConfiguration>"));

    assertThat(posture().access()).isEqualTo(new BucketPosture.Access(true, true));
    assertThat(posture().versions()).isEqualTo(new BucketPosture.Versions(true, true));
    assertThat(posture().encryption()).isEqualTo(new BucketPosture.Encryption("aws:kms"));
  }

  @Test
  void posture_thatWasTakenAway_isAnAnswer() {
    answers.put("publicAccessBlock", error(404, "NoSuchPublicAccessBlockConfiguration"));
    answers.put("versioning", new Answer(200, versioning("Suspended")));
    answers.put("object-lock", error(404, "ObjectLockConfigurationNotFoundError"));
    answers.put("encryption", error(404, "ServerSideEncryptionConfigurationNotFoundError"));

    assertThat(posture().access()).isEqualTo(new BucketPosture.Access(false, false));
    assertThat(posture().versions()).isEqualTo(new BucketPosture.Versions(false, false));
    assertThat(posture().encryption()).isEqualTo(new BucketPosture.Encryption(""));
    answers.put("publicAccessBlock", new Answer(200, block("false")));
    assertThat(posture().access()).isEqualTo(new BucketPosture.Access(false, false));
  }

  @Test
  void posture_thatMayNotBeSeen_isDenied() {
    answers.put("publicAccessBlock", error(403, "AccessDenied"));

    assertThatThrownBy(() -> posture().access())
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DENIED))
        .hasMessageContaining("the public access block of s3://vigie-posture");
  }

  private S3Posture posture() {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new S3Posture(
        new S3Settings("vigie-posture", Optional.empty(), Optional.of(endpoint)),
        S3Fixture.credentials());
  }

  private static Answer error(int status, String code) {
    return new Answer(status, "<Error><Code>" + code + "</Code></Error>");
  }

  private static String versioning(String status) {
    return "<VersioningConfiguration><Status>" + status + "</Status></VersioningConfiguration>";
  }

  private static String block(String flag) {
    StringBuilder text = new StringBuilder("<PublicAccessBlockConfiguration>");
    for (String name :
        new String[] {
          "BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"
        }) {
      text.append("<" + name + ">" + flag + "</" + name + ">");
    }
    return text.append("</PublicAccessBlockConfiguration>").toString();
  }
}
