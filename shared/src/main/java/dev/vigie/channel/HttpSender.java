package dev.vigie.channel;

import dev.vigie.alert.Wording;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends to a webhook, and knows when it was taken: by an answer of 2xx, and nothing else. What may
 * pass (408, 429, 5xx, a broken connection) is tried {@value #TRIES} times with a growing pause, or
 * after the time that {@code Retry-After} asks for (RFC 9110, section 10.2.3), as long as the time
 * lasts that one message may take. Redirects are not followed: the address is a secret, and whoever
 * could redirect would be given the message. Thread-safe.
 *
 * @param client the connections
 * @param clock the time
 * @param pause how to wait
 * @param patience how long one message may take with all its tries
 */
public record HttpSender(HttpClient client, Clock clock, Pause pause, Duration patience) {
  /** A Lambda function has a minute; what is not taken now is sent with a later round. */
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  private static final Duration ONE_TRY = Duration.ofSeconds(6);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final int TRIES = 4;
  private static final int MOST_ANSWER = 64 * 1024;
  private static final int MOST_WORDS = 200;

  /** How to wait. */
  @FunctionalInterface
  public interface Pause {
    /** Waits so long. */
    void of(Duration time) throws InterruptedException;
  }

  /**
   * What is sent.
   *
   * @param channel the channel's name, for messages
   * @param method {@code POST} or {@code GET}
   * @param address where to; a secret
   * @param headers of the request
   * @param body UTF-8; empty for a GET
   * @param key what else no failure may show; empty for nothing
   */
  record Parcel(
      String channel,
      String method,
      URI address,
      Map<String, String> headers,
      String body,
      String key) {}

  /** What became of one try: taken, to be tried again after a time, or neither. */
  private record Try(Optional<VigieException> failure, boolean passing, Optional<Duration> asked) {}

  /** One with the system's clock and real connections. */
  public static HttpSender standard() {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    return new HttpSender(client, Clock.systemUTC(), Thread::sleep, PATIENCE);
  }

  /**
   * Sends JSON.
   *
   * @throws VigieException {@code CHANNEL_REFUSED}, {@code CHANNEL_UNTRUSTED} or {@code
   *     CHANNEL_UNAVAILABLE}
   */
  void post(String channel, URI address, Map<String, String> headers, String body) {
    send(new Parcel(channel, "POST", address, headers, body, ""));
  }

  /** Sends, and tries again what may pass. */
  void send(Parcel parcel) {
    send(List.of(parcel));
  }

  /** Sends one after the other, all of them in the time that one may take. */
  void send(List<Parcel> parcels) {
    Instant end = clock.instant().plus(patience);
    parcels.forEach(parcel -> send(parcel, end));
  }

  private void send(Parcel parcel, Instant end) {
    Duration next = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      Try result = attempt(parcel, Duration.between(clock.instant(), end));
      if (result.failure().isEmpty()) {
        return;
      }
      Duration wait = result.asked().orElse(next);
      boolean late = clock.instant().plus(wait).isAfter(end);
      if (!result.passing() || attempt == TRIES || late) {
        throw result.failure().get();
      }
      rest(parcel, wait);
      next = next.multipliedBy(2);
    }
  }

  private void rest(Parcel parcel, Duration wait) {
    try {
      pause.of(wait);
    } catch (InterruptedException e) {
      throw interrupted(parcel, e);
    }
  }

  private Try attempt(Parcel parcel, Duration left) {
    long millis = Math.max(1, Math.min(ONE_TRY.toMillis(), left.toMillis()));
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request(parcel), BodyHandlers.limiting(BodyHandlers.ofString(), MOST_ANSWER));
    try {
      return judged(parcel, answer.get(millis, TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      answer.cancel(true);
      return passing(parcel, "did not answer within " + millis + " ms", Optional.empty());
    } catch (ExecutionException e) {
      Optional<String> distrust = Distrust.of(e);
      if (distrust.isPresent()) {
        return lasting(
            ErrorCode.CHANNEL_UNTRUSTED, parcel, "was told nothing, for " + distrust.get());
      }
      // Without the cause, and by its name alone: its words may hold the address.
      String what = e.getCause() == null ? "" : e.getCause().getClass().getSimpleName();
      return passing(parcel, "cannot be reached (" + what + ")", Optional.empty());
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted(parcel, e);
    }
  }

  private static HttpRequest request(Parcel parcel) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(parcel.address()).header("User-Agent", "vigie");
    parcel.headers().forEach(request::header);
    return parcel.method().equals("GET")
        ? request.GET().build()
        : request
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(parcel.body()))
            .build();
  }

  private Try judged(Parcel parcel, HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return new Try(Optional.empty(), false, Optional.empty());
    }
    String what = "answered " + status + words(parcel, answer.body());
    if (status == 408 || status == 429 || status >= 500) {
      return passing(parcel, what, retryAfter(answer));
    }
    String told = status < 400 ? what + ", a redirect, which is not followed" : what;
    return lasting(ErrorCode.CHANNEL_REFUSED, parcel, told);
  }

  private static Try lasting(ErrorCode code, Parcel parcel, String what) {
    return new Try(Optional.of(failure(code, parcel, what)), false, Optional.empty());
  }

  /** What the service says, without what it repeats of the address and the headers. */
  private static String words(Parcel parcel, String body) {
    String shown = without(body.strip(), parcel.key());
    URI address = parcel.address();
    shown = without(shown, address.toString());
    shown = without(shown, String.valueOf(address.getRawPath()));
    shown = without(shown, String.valueOf(address.getRawQuery()));
    for (String segment : String.valueOf(address.getRawPath()).split("/", -1)) {
      shown = segment.length() < 8 ? shown : without(shown, segment);
    }
    return shown.isEmpty() ? "" : ": " + Wording.cut(Wording.line(shown), MOST_WORDS);
  }

  private static String without(String text, String secret) {
    return secret.length() < 2 ? text : text.replace(secret, "…");
  }

  private Optional<Duration> retryAfter(HttpResponse<String> answer) {
    return answer.headers().firstValue("Retry-After").flatMap(this::parse);
  }

  private Optional<Duration> parse(String text) {
    String value = text.strip();
    try {
      Duration wait =
          value.matches("[0-9]{1,9}([.][0-9]{1,6})?") // Discord gives fractions of a second
              ? Duration.ofMillis(Math.round(Double.parseDouble(value) * 1000))
              : Duration.between(
                  clock.instant(),
                  ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException _) {
      return Optional.empty(); // of no form that the RFC knows: as if it were not there
    }
  }

  private static Try passing(Parcel parcel, String what, Optional<Duration> wait) {
    String told =
        wait.map(time -> what + ", and asks to wait " + time.toSeconds() + " s").orElse(what);
    return new Try(Optional.of(failure(ErrorCode.CHANNEL_UNAVAILABLE, parcel, told)), true, wait);
  }

  private static VigieException failure(ErrorCode code, Parcel parcel, String what) {
    return new VigieException(code, "the channel " + parcel.channel() + " " + what);
  }

  private static VigieException interrupted(Parcel parcel, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new VigieException(
        ErrorCode.INTERRUPTED, "interrupted while sending to " + parcel.channel(), cause);
  }
}
