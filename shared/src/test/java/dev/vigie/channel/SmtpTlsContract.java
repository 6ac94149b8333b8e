package dev.vigie.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What e-mail owes over a connection that is encrypted: nothing is heard on the way, and nobody is
 * told anything whose certificate is no good.
 */
abstract class SmtpTlsContract extends SmtpSinkContract {
  private final Authority authority;
  private final Function<SSLContext, MailServer> kind;

  SmtpTlsContract(Authority authority, Function<SSLContext, MailServer> kind) {
    super(kind.apply(authority.certify("localhost")));
    this.authority = authority;
    this.kind = kind;
  }

  /** What is sent in the clear by whoever does not trust the server. */
  abstract String saidInTheClear();

  @Override
  SmtpSink with(String secret) {
    return with(secret, authority.trusted().getSocketFactory());
  }

  private static SmtpSink with(String secret, SSLSocketFactory trust) {
    return new SmtpSink(new ChannelSecret("ours", () -> secret, ChannelSecret.Scope.HTTPS), trust);
  }

  @Override
  protected void check(int notices) {
    super.check(notices);
    wire.sent().forEach(SmtpTlsContract::isUnheard);
    assertThat(wire.sent()).isNotEmpty();
  }

  private static void isUnheard(String sent) {
    String login = Base64.getEncoder().encodeToString(("\0vigie\0" + SECRET).getBytes(ISO_8859_1));
    String password = Base64.getEncoder().encodeToString(SECRET.getBytes(ISO_8859_1));
    assertThat(sent)
        .doesNotContain(SECRET, login, password, "AUTH ", "MAIL FROM", "example.org", "Subject");
  }

  @Test
  void certificate_ofAnotherName_isToldNothing() {
    assertToldNothing(
        authority.certify("mail.example.org"),
        authority.trusted().getSocketFactory(),
        "its certificate is not for the name in the secret");
  }

  @Test
  void certificate_thatHasEnded_isToldNothing() {
    assertToldNothing(
        authority.certifyUntilYesterday("localhost"),
        authority.trusted().getSocketFactory(),
        "its certificate has ended");
  }

  @Test
  void certificate_thatIsNotValidYet_isToldNothing() {
    assertToldNothing(
        authority.certifyFromTomorrow("localhost"),
        authority.trusted().getSocketFactory(),
        "its certificate is not valid yet");
  }

  /** By what a channel has if nothing else is said. */
  @Test
  void certificate_ofAnAuthorityThatThePlatformDoesNotKnow_isToldNothing() {
    assertToldNothing(
        authority.certify("localhost"),
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        "its certificate is of no authority that this machine knows");
  }

  @Test
  void certificate_ofAnotherAuthorityOfTheSameName_isToldNothing(@TempDir Path directory) {
    assertToldNothing(
        authority.certify("localhost"),
        new Authority(directory).trusted().getSocketFactory(),
        "its certificate does not hold");
  }

  private void assertToldNothing(SSLContext certificate, SSLSocketFactory trust, String why) {
    try (MailServer other = kind.apply(certificate);
        Wire way = new Wire(other.port())) {
      String account = account("localhost", way.port(), "ana@example.org", SECRET);

      assertDistrusts(with(account, trust), why);
      assertThat(other.passwords() + other.asked()).isZero();
      // Once: to ask again would not mend it.
      assertThat(way.sent()).singleElement().asString().startsWith(saidInTheClear());
      way.sent().forEach(SmtpTlsContract::isUnheard);
    }
  }
}
