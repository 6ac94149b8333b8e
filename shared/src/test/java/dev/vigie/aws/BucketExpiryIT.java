package dev.vigie.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.vigie.config.S3Settings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rules of expiry by the wire form of GetBucketLifecycleConfiguration (Amazon S3 API Reference).
 * The embedded S3 forgets which tag a rule looks for.
 */
class BucketExpiryIT {
  private HttpServer server = server(200, "");

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void rules_byTagAloneOrBesideAPrefix_areRead_andWhatIsOffIsNot() {
    answer(
        200,
        """
        <LifecycleConfiguration>
          <Rule><ID>expire-daily</ID><Status>Enabled</Status>
            <Filter><Tag><Key>tier</Key><Value>daily</Value></Tag></Filter>
            <Expiration><Days>14</Days></Expiration></Rule>
          <Rule><ID>expire-weekly</ID><Status>Enabled</Status>
            <Filter><And><Prefix>backups/</Prefix>
              <Tag><Key>tier</Key><Value>weekly</Value></Tag></And></Filter>
            <Expiration><Days>60</Days></Expiration></Rule>
          <Rule><ID>off</ID><Status>Disabled</Status>
            <Filter><Tag><Key>tier</Key><Value>yearly</Value></Tag></Filter>
            <Expiration><Days>1</Days></Expiration></Rule>
          <Rule><ID>other</ID><Status>Enabled</Status>
            <Filter><Tag><Key>colour</Key><Value>daily</Value></Tag></Filter>
            <Expiration><Days>2</Days></Expiration></Rule>
          <Rule><ID>remove-old-versions</ID><Status>Enabled</Status><Filter/>
            <NoncurrentVersionExpiration><NoncurrentDays>7</NoncurrentDays>
            </NoncurrentVersionExpiration></Rule>
        </LifecycleConfiguration>
        """);

    BucketExpiry expiry = read();

    assertThat(expiry.daysByTier()).isEqualTo(Map.of("daily", 14, "weekly", 60));
    assertThat(expiry.hiddenDays()).isEqualTo(OptionalInt.of(7));
  }

  @Test
  void bucket_withoutRules_expiresNothing() {
    answer(404, "<Error><Code>NoSuchLifecycleConfiguration</Code></Error>");

    assertThat(read()).isEqualTo(new BucketExpiry(Map.of(), OptionalInt.empty()));
  }

  @Test
  void rules_thatMayNotBeRead_areDenied() {
    answer(403, "<Error><Code>AccessDenied</Code></Error>");

    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_DENIED))
        .hasMessageContaining("lifecycle rules of s3://vigie-rules");
  }

  private BucketExpiry read() {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return BucketExpiry.read(
        new S3Settings("vigie-rules", Optional.empty(), Optional.of(endpoint)),
        S3Fixture.credentials());
  }

  private void answer(int status, String body) {
    server.stop(0);
    server = server(status, body);
    server.start();
  }

  private static HttpServer server(int status, String body) {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      made.createContext(
          "/",
          exchange -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      return made;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
