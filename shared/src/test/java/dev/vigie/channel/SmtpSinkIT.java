package dev.vigie.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E-mail through a mail server that knows no encryption, which only this machine may have. */
class SmtpSinkIT extends SmtpSinkContract {
  SmtpSinkIT() {
    super(MailServer.inTheClear());
  }

  private static SmtpSink sink(String secret, ChannelSecret.Scope scope) {
    return new SmtpSink(new ChannelSecret("ours", () -> secret, scope));
  }

  @Override
  SmtpSink with(String secret) {
    return sink(secret, ChannelSecret.Scope.LOOPBACK_TOO);
  }

  @Override
  String tls() {
    return "starttls";
  }

  /** So that it is seen what the wire would hear. */
  @Override
  protected void check(int notices) {
    super.check(notices);
    assertThat(wire.sent().getLast()).contains("AUTH", "MAIL FROM", "ana@example.org");
  }

  @Test
  void send_toAServerWithoutEncryption_tellsItNothing() {
    String account = account("localhost", wire.port(), "ana@example.org", SECRET);

    assertDistrusts(sink(account, ChannelSecret.Scope.HTTPS), "it offers no encryption");
    assertThat(server.passwords()).isZero();
    assertThat(wire.sent()).singleElement().asString().startsWith("EHLO").doesNotContain("AUTH");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"host\": \"a b\", \"from\": \"a@b.c\", \"to\": \"a@b.c\"}",
        "{\"host\": \"h\", \"port\": 0, \"from\": \"a@b.c\", \"to\": \"a@b.c\"}",
        "{\"host\": \"h\", \"tls\": \"none\", \"from\": \"a@b.c\", \"to\": \"a@b.c\"}",
        "{\"host\": \"h\", \"tls\": null, \"from\": \"a@b.c\", \"to\": \"a@b.c\"}",
        "{\"host\": \"h\", \"from\": \"nobody at all\", \"to\": \"a@b.c\"}",
        "{\"host\": \"h\", \"from\": \"a@b.c, d@e.f\", \"to\": \"a@b.c\"}",
        "{\"host\": \"h\", \"from\": \"a@b.c\", \"to\": \"\"}",
        "{\"host\": \"h\", \"from\": \"a@b.c\\nBcc: x@y.z\", \"to\": \"a@b.c\"}"
      })
  void secret_thatNamesNoServerOrNoPeople_isRefused(String secret) {
    assertRefused(with(secret));
  }
}
