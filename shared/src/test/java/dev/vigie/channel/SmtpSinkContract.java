package dev.vigie.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.alert.AlertSink;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What e-mail through a mail server owes, however the connection to it is encrypted. */
abstract class SmtpSinkContract extends AlertSinkContract {
  /** The server. */
  final MailServer server;

  /** The way to it. */
  final Wire wire;

  SmtpSinkContract(MailServer server) {
    this.server = server;
    this.wire = new Wire(server.port());
  }

  @AfterEach
  void stop() {
    wire.close();
    server.close();
  }

  /** A channel that has this secret. */
  abstract SmtpSink with(String secret);

  /** How encryption begins, as a secret names it. */
  abstract String tls();

  /** A secret that names a server of this machine. */
  String account(String host, int port, String to, String password) {
    return """
        {"host": "%s", "port": %d, "tls": "%s", "user": "vigie", "password": "%s",
         "from": "Vigie <vigie@example.org>", "to": "%s"}
        """
        .formatted(host, port, tls(), password, to);
  }

  private SmtpSink to(String addresses) {
    return with(account("localhost", wire.port(), addresses, SECRET));
  }

  @Override
  protected AlertSink sink() {
    return to("ana@example.org");
  }

  @Override
  protected Optional<AlertSink> sinkWithSecret(String secret) {
    return Optional.of(with(secret));
  }

  @Override
  protected int asked() {
    return server.asked();
  }

  @Override
  protected void answer(int status) {
    server.refuse(
        switch (status) {
          case 0 -> 0;
          case 403 -> 550;
          default -> 451;
        });
  }

  @Override
  protected void check(int notices) {
    try {
      MimeMessage mail = server.mails().getLast();
      assertThat(mail.getSubject()).matches("[A-Za-z0-9][ -~]{0,98}");
      assertThat(mail.getMessageID()).isEqualTo("<rm1abc@vigie>");
      assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      MimeMultipart both = (MimeMultipart) mail.getContent();
      assertThat(both.getContentType()).startsWith("multipart/alternative");
      BodyPart text = both.getBodyPart(0);
      BodyPart html = both.getBodyPart(1);
      assertThat(text.isMimeType("text/plain") && html.isMimeType("text/html")).isTrue();
      checkText((String) text.getContent(), notices);
      checkHtml((String) html.getContent(), notices);
    } catch (MessagingException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkText(String text, int notices) {
    assertThat(text.lines().filter(line -> line.matches("(OK|FAIL): .*")).count())
        .isEqualTo(Math.min(notices, EmailSink.MOST_PARAGRAPHS));
  }

  /** No name became an element, and nothing is fetched. */
  private static void checkHtml(String html, int notices) {
    assertThat(html.split("<h2", -1)).hasSize(Math.min(notices, EmailSink.MOST_PARAGRAPHS) + 1);
    assertThat(html).doesNotContain("<b onload", "<at>", "<script", "src=", "<img", "url(");
    assertThat(html).doesNotContainPattern("[\\p{Cntrl}&&[^\\r\\n]]|[\\u202a-\\u202e]");
    if (notices > EmailSink.MOST_PARAGRAPHS) {
      assertThat(html).contains("And " + (notices - EmailSink.MOST_PARAGRAPHS) + " more");
    }
  }

  @Test
  void send_toSeveral_isOneMailToEach() {
    to("Ana <ana@example.org>, team@example.org").send(Messages.of(2));

    assertThat(server.recipients()).containsExactly("ana@example.org", "team@example.org");
    assertThat(server.mails()).hasSize(1);
  }

  @Test
  void send_toAnAddressThatIsNone_isRefusedForAll() {
    assertRefused(to("ana@example.org, nobody@example.org"));
    assertThat(server.mails()).isEmpty();
  }

  @Test
  void send_withAWrongPassword_isRefusedAtOnce() {
    assertRefused(with(account("localhost", wire.port(), "ana@example.org", "wrong")));
    assertThat(asked()).isEqualTo(1);
  }

  static void assertRefused(AlertSink sink) {
    assertThatThrownBy(() -> sink.send(Messages.of(1)))
        .isInstanceOfSatisfying(
            VigieException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CHANNEL_REFUSED));
  }

  /** It is told why, and the cause, which holds the server's words, is not kept. */
  static void assertDistrusts(AlertSink sink, String why) {
    assertThatThrownBy(() -> sink.send(Messages.of(1)))
        .hasMessage("the mail server of the channel ours was told nothing, for " + why)
        .hasNoCause()
        .isInstanceOfSatisfying(
            VigieException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CHANNEL_UNTRUSTED));
  }
}
