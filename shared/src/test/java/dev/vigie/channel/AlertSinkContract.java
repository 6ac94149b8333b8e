package dev.vigie.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.alert.AlertSink;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link AlertSink} owes. */
abstract class AlertSinkContract {
  /** A part of the address or the key that no failure may show. */
  static final String SECRET = "T0PS3CR3TT0PS3CR3TT0PS3CR3TT0PS3";

  /** The sink, of a service that is well. */
  protected abstract AlertSink sink();

  /** The sink with another secret; empty if it has none. */
  protected abstract Optional<AlertSink> sinkWithSecret(String secret);

  /** How often the service was asked. */
  protected abstract int asked();

  /** The service answers so from now on, and may say the secret. */
  protected abstract void answer(int status);

  /** Refuses what the service's documents do not allow. */
  protected abstract void check(int notices);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 9, 40, 41, 500})
  void send_anyNumberOfNotices_isWithinTheServicesBounds(int notices) {
    sink().send(notices == 0 ? Messages.test() : Messages.of(notices));

    check(notices);
  }

  @Test
  void send_toAServiceThatRefuses_isRefusedAtOnce() {
    answer(403);

    assertFails(ErrorCode.CHANNEL_REFUSED, sink());
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void send_toAServiceThatFails_isTriedAgain_andThenUnavailable() {
    answer(503);

    assertFails(ErrorCode.CHANNEL_UNAVAILABLE, sink());
    assertThat(asked()).isGreaterThan(1);
  }

  @Test
  void send_afterAFailure_isTakenAgain() {
    answer(503);
    assertFails(ErrorCode.CHANNEL_UNAVAILABLE, sink());
    answer(0);
    sink().send(Messages.of(1));

    check(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense " + SECRET, "http://example.org/" + SECRET, "file:///" + SECRET})
  void secret_thatIsNone_isRefusedAndNotShown(String secret) {
    sinkWithSecret(secret)
        .ifPresent(
            sink -> {
              assertFails(ErrorCode.CHANNEL_REFUSED, sink);
              assertThat(asked()).isZero();
            });
  }

  @Test
  void send_byEightThreads_isTakenEightTimes() throws Exception {
    AlertSink sink = sink();
    int before = asked();
    sink.send(Messages.of(1));
    int each = asked() - before;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Runnable> deeds = Collections.nCopies(8, () -> sink.send(Messages.of(1)));
      for (Future<?> future : deeds.stream().map(threads::submit).toList()) {
        future.get();
      }
    }

    assertThat(asked() - before).isEqualTo(9 * each);
  }

  private static void assertFails(ErrorCode code, AlertSink sink) {
    assertThatThrownBy(() -> sink.send(Messages.of(1)))
        .isInstanceOfSatisfying(
            VigieException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(code);
              StringWriter trace = new StringWriter();
              failure.printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain(SECRET);
            });
  }
}
