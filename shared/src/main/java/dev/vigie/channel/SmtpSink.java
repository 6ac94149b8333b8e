package dev.vigie.channel;

import dev.vigie.alert.AlertSink;
import dev.vigie.alert.Message;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * E-mail through a mail server, as plain text and as HTML (RFC 2046, section 5.1.4). The connection
 * is encrypted, to a server whose certificate is good and of its name, or nothing is sent. What may
 * pass, an answer of 4xx or a broken connection, is tried twice; the mail keeps its id, by which a
 * reader's program knows that it is the same. Thread-safe.
 *
 * @param secret the mail server, as {@link SmtpAccount} has it
 * @param sockets make what is encrypted, and know which authorities are trusted
 */
public record SmtpSink(ChannelSecret secret, SSLSocketFactory sockets) implements AlertSink {
  private static final int TRIES = 2;

  /** What a server answers to its last greeting, RFC 5321's for "requested action completed". */
  private static final int COMPLETED = 250;

  /** One that trusts the authorities that the Java platform knows. */
  public SmtpSink(ChannelSecret secret) {
    this(secret, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  @Override
  public void send(Message message) {
    SmtpAccount account = SmtpAccount.of(secret);
    for (int attempt = 1; ; attempt++) {
      try {
        send(account, message);
        return;
      } catch (MessagingException e) {
        VigieException failure = failure(e);
        if (failure.code() != ErrorCode.CHANNEL_UNAVAILABLE || attempt == TRIES) {
          throw failure;
        }
      }
    }
  }

  private void send(SmtpAccount account, Message message) throws MessagingException {
    Session session = Session.getInstance(account.properties(sockets));
    MimeMessage mail = mail(session, account, message);
    try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
      connect(transport, account);
      transport.sendMessage(mail, mail.getAllRecipients());
    }
  }

  /** Of a server that greets and offers no STARTTLS the transport has no exception of its own. */
  private void connect(SMTPTransport transport, SmtpAccount account) throws MessagingException {
    try {
      transport.connect(account.host(), account.port(), account.user(), account.password());
    } catch (MessagingException e) {
      boolean clear = !account.near() && account.tls() == SmtpAccount.Tls.STARTTLS;
      if (clear
          && transport.getLastReturnCode() == COMPLETED
          && !transport.supportsExtension("STARTTLS")) {
        throw untrusted("it offers no encryption");
      }
      throw e;
    }
  }

  /** The mail. */
  static MimeMessage mail(Session session, SmtpAccount account, Message message)
      throws MessagingException {
    MimeBodyPart text = new MimeBodyPart();
    text.setText(EmailSink.text(message), StandardCharsets.UTF_8.name());
    MimeBodyPart html = new MimeBodyPart();
    html.setText(HtmlMail.of(message), StandardCharsets.UTF_8.name(), "html");
    MimeMessage mail = new Identified(session, message.id());
    mail.setFrom(account.from());
    mail.setRecipients(
        jakarta.mail.Message.RecipientType.TO, account.to().toArray(InternetAddress[]::new));
    mail.setSubject(Paragraph.headline(message), StandardCharsets.UTF_8.name());
    mail.setSentDate(Date.from(message.at()));
    mail.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: nobody's absence answers it
    mail.setContent(new MimeMultipart("alternative", text, html));
    mail.saveChanges();
    return mail;
  }

  /** Says the server's status and nothing else: its words may hold what it was told. */
  private VigieException failure(MessagingException e) {
    if (e instanceof AuthenticationFailedException) {
      return new VigieException(
          ErrorCode.CHANNEL_REFUSED, server() + " does not take its user and password");
    }
    Optional<String> distrust = Distrust.of(e);
    if (distrust.isPresent()) {
      return untrusted(distrust.get());
    }
    Optional<Integer> status = status(e);
    if (status.isPresent()) {
      boolean refused = status.get() >= 500;
      return new VigieException(
          refused ? ErrorCode.CHANNEL_REFUSED : ErrorCode.CHANNEL_UNAVAILABLE,
          server() + " answered " + status.get());
    }
    Throwable cause = e;
    while (cause.getCause() != null && !(cause instanceof SSLException)) {
      cause = cause.getCause();
    }
    String what = cause instanceof SSLException ? "does not speak TLS here" : "cannot be reached";
    return new VigieException(
        ErrorCode.CHANNEL_UNAVAILABLE,
        "%s %s (%s)".formatted(server(), what, cause.getClass().getSimpleName()));
  }

  private VigieException untrusted(String why) {
    return new VigieException(
        ErrorCode.CHANNEL_UNTRUSTED, server() + " was told nothing, for " + why);
  }

  private String server() {
    return "the mail server of the channel " + secret.channel();
  }

  private static Optional<Integer> status(Exception failure) {
    return switch (failure) {
      case SMTPAddressFailedException address -> Optional.of(address.getReturnCode());
      case SMTPSenderFailedException sender -> Optional.of(sender.getReturnCode());
      case SMTPSendFailedException sending when sending.getNextException() == null ->
          Optional.of(sending.getReturnCode());
      case MessagingException other when other.getNextException() != null ->
          status(other.getNextException());
      default -> Optional.empty();
    };
  }

  /** A mail with the message's id in the place of a random one. */
  private static final class Identified extends MimeMessage {
    private final String id;

    Identified(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + "@vigie>");
    }
  }
}
