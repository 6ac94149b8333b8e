package dev.vigie.channel;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** A real mail server on the loopback, which wants user and password. */
final class MailServer implements AutoCloseable {
  private static final int WELL = 0;

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger passwords = new AtomicInteger();
  private final AtomicInteger refusal = new AtomicInteger(WELL);
  private final List<String> recipients = new CopyOnWriteArrayList<>();
  private final List<MimeMessage> mails = new CopyOnWriteArrayList<>();
  private final SMTPServer server;

  private MailServer(UnaryOperator<SMTPServer.Builder> encryption) {
    server =
        encryption
            .apply(SMTPServer.port(0).bindAddress(InetAddress.getLoopbackAddress()))
            .requireAuth(true)
            .authenticationHandlerFactory(
                new EasyAuthenticationHandlerFactory((user, password, _) -> login(user, password)))
            .messageHandlerFactory(_ -> new Handler())
            .build();
    server.start();
  }

  /** One that offers no encryption. */
  static MailServer inTheClear() {
    return new MailServer(server -> server);
  }

  /** One that takes nothing before STARTTLS. */
  static MailServer withStartTls(SSLContext certificate) {
    return new MailServer(server -> server.startTlsSocketFactory(certificate).requireTLS());
  }

  /** One that is encrypted from the first byte. */
  static MailServer withTls(SSLContext certificate) {
    return new MailServer(server -> server.serverSocketFactory(certificate));
  }

  private void login(String user, String password) throws LoginFailedException {
    passwords.incrementAndGet();
    if (!user.equals("vigie") || !password.equals(AlertSinkContract.SECRET)) {
      asked.incrementAndGet();
      throw new LoginFailedException("no such password as " + password);
    }
  }

  /** Takes a mail, or refuses it with the status that was asked for. */
  private final class Handler implements MessageHandler {
    @Override
    public void from(String from) throws RejectException {
      asked.incrementAndGet();
      if (refusal.get() != WELL) {
        throw new RejectException(refusal.get(), "not with " + AlertSinkContract.SECRET);
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

  /** Refuses mail with this status from now on; 0 takes it again. */
  void refuse(int status) {
    refusal.set(status);
  }

  /** The port of the loopback. */
  int port() {
    return server.getPortAllocated();
  }

  /** How often it was asked to take a mail, or refused a password. */
  int asked() {
    return asked.get();
  }

  /** How many passwords it was told. */
  int passwords() {
    return passwords.get();
  }

  /** For whom it took mail. */
  List<String> recipients() {
    return recipients;
  }

  /** What it took. */
  List<MimeMessage> mails() {
    return mails;
  }

  @Override
  public void close() {
    server.stop();
  }
}
