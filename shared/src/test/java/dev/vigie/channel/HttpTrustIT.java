package dev.vigie.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.channel.LoopbackServer.Answer;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webhook by HTTPS: who is told something, by the certificate. */
class HttpTrustIT {
  private static Authority authority;

  @BeforeAll
  static void certify(@TempDir Path directory) {
    authority = new Authority(directory);
  }

  private static HttpSender trusting() {
    return new HttpSender(
        HttpClient.newBuilder().sslContext(authority.trusted()).build(),
        Clock.systemUTC(),
        pause -> {
          throw new AssertionError("to ask again in " + pause + " mends no certificate");
        },
        Duration.ofSeconds(12));
  }

  @Test
  void certificate_ofATrustedAuthority_isToldAll() {
    try (LoopbackServer server =
        new LoopbackServer(Answer.of(200), authority.certify("localhost"))) {
      trusting().post("ours", URI.create(server.address("/")), Map.of(), "{}");

      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void certificate_ofAnotherName_isToldNothing() {
    assertToldNothing(
        authority.certify("hooks.example.org"), trusting(), "is not for the name in the secret");
  }

  @Test
  void certificate_thatHasEnded_isToldNothing() {
    assertToldNothing(authority.certifyUntilYesterday("localhost"), trusting(), "has ended");
  }

  @Test
  void certificate_ofAnAuthorityThatThePlatformDoesNotKnow_isToldNothing() {
    assertToldNothing(
        authority.certify("localhost"),
        HttpSender.standard(),
        "is of no authority that this machine knows");
  }

  private static void assertToldNothing(SSLContext certificate, HttpSender sender, String why) {
    try (LoopbackServer server = new LoopbackServer(Answer.of(200), certificate)) {
      URI address = URI.create(server.address("/S3CRET"));

      assertThatThrownBy(() -> sender.post("ours", address, Map.of(), "{}"))
          .hasMessage("the channel ours was told nothing, for its certificate " + why)
          .hasNoCause()
          .isInstanceOfSatisfying(
              VigieException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CHANNEL_UNTRUSTED));
      assertThat(server.requests()).isEmpty();
    }
  }
}
