package dev.vigie.channel;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** E-mail through a real mail server that takes nothing before STARTTLS. */
class SmtpStartTlsIT extends SmtpTlsContract {
  private static Authority authority;

  SmtpStartTlsIT() {
    super(authority, MailServer::withStartTls);
  }

  @BeforeAll
  static void certify(@TempDir Path directory) {
    authority = new Authority(directory);
  }

  @Override
  String tls() {
    return "starttls";
  }

  @Override
  String saidInTheClear() {
    return "EHLO vigie\r\nSTARTTLS\r\n";
  }
}
