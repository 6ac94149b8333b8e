package dev.vigie.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.alert.AlertSink;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** E-mail through a real mail server on the loopback, which wants user and password. */
class SmtpSinkIT extends AlertSinkContract {
  private static final int WELL = 0;

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger refusal = new AtomicInteger(WELL);
  private final List<String> recipients = new CopyOnWriteArrayList<>();
  private final List<MimeMessage> mails = new CopyOnWriteArrayList<>();
  private final SMTPServer server =
      SMTPServer.port(0)
          .bindAddress(InetAddress.getLoopbackAddress())
          .requireAuth(true)
          .authenticationHandlerFactory(
              new EasyAuthenticationHandlerFactory(
                  (user, password, _) -> {
                    if (!user.equals("vigie") || !password.equals(SECRET)) {
                      asked.incrementAndGet();
                      throw new LoginFailedException("no such password as " + password);
                    }
                  }))
          .messageHandlerFactory(_ -> new Handler())
          .build();

  SmtpSinkIT() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  /** Takes a mail, or refuses it with the status that was asked for. */
  private final class Handler implements MessageHandler {
    @Override
    public void from(String from) throws RejectException {
      asked.incrementAndGet();
      if (refusal.get() != WELL) {
        throw new RejectException(refusal.get(), "not with " + SECRET);
      }
    }

    @Override
    public void recipient(String recipient) throws RejectException {
      if (recipient.startsWith("nobody")) {
        throw new RejectException(550, "no such mailbox");
      }
      recipients.add(recipient);
    }

    @Override
    public String data(InputStream data) {
      try {
        mails.add(new MimeMessage(Session.getInstance(new Properties()), data));
        return "taken";
      } catch (MessagingException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void done() {}
  }

  private String account(String to, String password) {
    return """
        {"host": "127.0.0.1", "port": %d, "user": "vigie", "password": "%s",
         "from": "Vigie <vigie@example.org>", "to": "%s"}
        """
        .formatted(server.getPortAllocated(), password, to);
  }

  private static SmtpSink sink(String secret, ChannelSecret.Scope scope) {
    return new SmtpSink(new ChannelSecret("ours", () -> secret, scope));
  }

  private SmtpSink to(String addresses) {
    return sink(account(addresses, SECRET), ChannelSecret.Scope.LOOPBACK_TOO);
  }

  @Override
  protected AlertSink sink() {
    return to("ana@example.org");
  }

  @Override
  protected Optional<AlertSink> sinkWithSecret(String secret) {
    return Optional.of(sink(secret, ChannelSecret.Scope.LOOPBACK_TOO));
  }

  @Override
  protected int asked() {
    return asked.get();
  }

  @Override
  protected void answer(int status) {
    refusal.set(
        switch (status) {
          case 0 -> WELL;
          case 403 -> 550;
          default -> 451;
        });
  }

  @Override
  protected void check(int notices) {
    try {
      MimeMessage mail = mails.getLast();
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

    assertThat(recipients).containsExactly("ana@example.org", "team@example.org");
    assertThat(mails).hasSize(1);
  }

  @Test
  void send_toAnAddressThatIsNone_isRefusedForAll() {
    assertRefused(to("ana@example.org, nobody@example.org"));
    assertThat(mails).isEmpty();
  }

  @Test
  void send_withAWrongPassword_isRefusedAtOnce() {
    assertRefused(sink(account("ana@example.org", "wrong"), ChannelSecret.Scope.LOOPBACK_TOO));
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void send_toAServerWithoutEncryption_tellsItNothing() {
    assertThatThrownBy(
            () ->
                sink(account("ana@example.org", SECRET), ChannelSecret.Scope.HTTPS)
                    .send(Messages.of(1)))
        .isInstanceOfSatisfying(
            VigieException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CHANNEL_UNAVAILABLE));
    assertThat(asked()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"host\": \"a b\", \"from\": \"a@b.c\", \"to\": \"a@b.c\"}",
        "{\"host\": \"h\", \"port\": 0, \"from\": \"a@b.c\", \"to\": \"a@b.c\"}",
        "{\"host\": \"h\", \"from\": \"nobody at all\", \"to\": \"a@b.c\"}",
        "{\"host\": \"h\", \"from\": \"a@b.c, d@e.f\", \"to\": \"a@b.c\"}",
        "{\"host\": \"h\", \"from\": \"a@b.c\", \"to\": \"\"}",
        "{\"host\": \"h\", \"from\": \"a@b.c\\nBcc: x@y.z\", \"to\": \"a@b.c\"}"
      })
  void secret_thatNamesNoServerOrNoPeople_isRefused(String secret) {
    assertRefused(sink(secret, ChannelSecret.Scope.LOOPBACK_TOO));
  }

  private static void assertRefused(AlertSink sink) {
    assertThatThrownBy(() -> sink.send(Messages.of(1)))
        .isInstanceOfSatisfying(
            VigieException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CHANNEL_REFUSED));
  }
}
