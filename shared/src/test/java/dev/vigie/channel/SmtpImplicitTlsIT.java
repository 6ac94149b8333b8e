package dev.vigie.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** E-mail through a real mail server that is encrypted from the first byte. */
class SmtpImplicitTlsIT extends SmtpTlsContract {
  private static Authority authority;

  SmtpImplicitTlsIT() {
    super(authority, MailServer::withTls);
  }

  @BeforeAll
  static void certify(@TempDir Path directory) {
    authority = new Authority(directory);
  }

  @Override
  String tls() {
    return "implicit";
  }

  /** The handshake's record (RFC 8446, section 5.1). */
  @Override
  String saidInTheClear() {
    return "\u0016\u0003";
  }

  @Test
  void send_toAServerThatBeginsInTheClear_tellsItNothing() {
    try (MailServer clear = MailServer.inTheClear();
        Wire way = new Wire(clear.port())) {
      String account = account("localhost", way.port(), "ana@example.org", SECRET);

      assertThatThrownBy(() -> with(account).send(Messages.of(1)))
          .hasMessage("the mail server of the channel ours does not speak TLS here (SSLException)")
          .isInstanceOfSatisfying(
              VigieException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE));
      assertThat(way.sent()).allMatch(sent -> sent.startsWith(saidInTheClear()));
      assertThat(clear.passwords() + clear.asked()).isZero();
    }
  }
}
