package dev.vigie.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.channel.LoopbackServer.Answer;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again, when, and for how long. */
class HttpSenderIT {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final LoopbackServer server = new LoopbackServer(Answer.of(200));
  private final List<Duration> pauses = new ArrayList<>();
  private final HttpSender sender =
      new HttpSender(
          HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build(),
          Clock.fixed(NOW, ZoneOffset.UTC),
          pauses::add,
          Duration.ofSeconds(12));

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void passingFault_isTriedAgainAfterAGrowingPause(int status) {
    server.next(Answer.of(status), Answer.of(status), Answer.of(status));
    post("/");

    assertThat(server.requests()).hasSize(4);
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 307, 308, 400, 401, 403, 404, 410, 413})
  void otherAnswer_isRefusedAtOnce_andNoRedirectFollowed(int status) {
    server.next(new Answer(status, Map.of("Location", server.address("/else")), ""));

    assertFails(ErrorCode.CHANNEL_REFUSED, "answered " + status);
    assertThat(server.requests()).hasSize(1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void retryAfter_inSecondsFractionsOrAsADate_isKeptTo() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.plusSeconds(7).atZone(ZoneOffset.UTC));
    server.next(waiting("3"), waiting("0.25"), waiting(date));
    post("/");

    assertThat(pauses)
        .containsExactly(Duration.ofSeconds(3), Duration.ofMillis(250), Duration.ofSeconds(7));
  }

  @Test
  void retryAfter_longerThanThereIsTime_isNotWaitedFor() {
    server.next(waiting("3600"));

    assertFails(ErrorCode.CHANNEL_UNAVAILABLE, "asks to wait 3600 s");
    assertThat(pauses).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-5", "Mon, 23 Nov 1998 12:00:00 GMT", "99999999999999999999"})
  void retryAfter_ofAnotherFormOrThePast_delaysNothing(String value) {
    server.next(waiting(value));
    post("/");

    assertThat(pauses).hasSize(1).allMatch(each -> each.compareTo(Duration.ofSeconds(1)) < 0);
  }

  @Test
  void answer_thatRepeatsTheAddress_isShownWithoutIt() {
    server.next(
        new Answer(404, Map.of(), "no /hooks/S3CRETS3CRET?key=AAAA\u0007 " + "x".repeat(5_000)));

    assertThatThrownBy(() -> post("/hooks/S3CRETS3CRET?key=AAAA"))
        .hasMessageContaining("answered 404: no …")
        .hasMessageNotContaining("S3CRET")
        .hasMessageNotContaining("AAAA")
        .message()
        .hasSizeLessThan(300);
  }

  @Test
  void endlessAnswer_isCutOff() {
    server.always(new Answer(200, Map.of(), "x".repeat(200_000)));

    assertFails(ErrorCode.CHANNEL_UNAVAILABLE, "cannot be reached");
  }

  @Test
  void serverThatIsGone_isUnavailable_andNotShown() {
    String address = server.address("/S3CRET");
    server.close();

    assertThatThrownBy(() -> sender.post("ours", URI.create(address), Map.of(), "{}"))
        .isInstanceOfSatisfying(
            VigieException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE))
        .hasMessage("the channel ours cannot be reached (ConnectException)")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/x",
        "http://127.0.0.1.example.org/x",
        "https://user@example.org/x",
        "https:///x",
        "ftp://example.org/x",
        "https://exa mple.org/x",
        "example.org"
      })
  void address_thatIsNotHttps_isRefusedAndNotShown(String address) {
    for (ChannelSecret.Scope scope : ChannelSecret.Scope.values()) {
      assertThatThrownBy(() -> new ChannelSecret("ours", () -> address, scope).address())
          .hasMessageStartingWith("the secret of the channel ours is no")
          .hasMessageNotContaining("example")
          .hasNoCause();
    }
  }

  @Test
  void address_onThisMachine_isForTestsOnly() {
    String address = server.address("/");

    assertThatThrownBy(
            () -> new ChannelSecret("ours", () -> address, ChannelSecret.Scope.HTTPS).address())
        .hasMessageContaining("is no https address");
    assertThat(
            new ChannelSecret("ours", () -> address, ChannelSecret.Scope.LOOPBACK_TOO)
                .address()
                .getHost())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void heartbeat_isAGetOfItsAddress() {
    new Heartbeat(
            new ChannelSecret(
                "alive", () -> server.address("/ping/1"), ChannelSecret.Scope.LOOPBACK_TOO),
            sender)
        .run();

    assertThat(server.requests()).hasSize(1);
    assertThat(server.requests().getFirst().method()).isEqualTo("GET");
    assertThat(server.requests().getFirst().path()).isEqualTo("/ping/1");
  }

  private static Answer waiting(String retryAfter) {
    return new Answer(429, Map.of("Retry-After", retryAfter), "");
  }

  private void post(String path) {
    sender.post("ours", URI.create(server.address(path)), Map.of(), "{}");
  }

  private void assertFails(ErrorCode code, String words) {
    assertThatThrownBy(() -> post("/"))
        .isInstanceOfSatisfying(
            VigieException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContaining(words);
  }
}
