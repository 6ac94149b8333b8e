package dev.vigie.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.JsonDocuments;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/**
 * A mail server, and who writes to whom by it.
 *
 * @param host the server's name
 * @param port 1 to 65,535
 * @param tls how encryption begins
 * @param user who sends; empty where the server asks nobody
 * @param password the user's
 * @param from whom it is from
 * @param to whom it is for, 1 to 50
 * @param near whether it is this machine, where nothing need be encrypted
 */
record SmtpAccount(
    String host,
    int port,
    Tls tls,
    String user,
    String password,
    InternetAddress from,
    List<InternetAddress> to,
    boolean near) {
  private static final String FORM =
      "{\"host\": …, \"port\": …, \"tls\": …, \"user\": …, \"password\": …, \"from\": …, \"to\": …}";
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

  /** For what begins encrypted (RFC 8314, section 7.3). */
  private static final int TLS_PORT = 465;

  private static final int SUBMISSION_PORT = 587;
  private static final int MOST_PORT = 65_535;

  /** As many as Amazon SES takes ("Service quotas in Amazon SES"); others take more. */
  private static final int MOST_RECIPIENTS = 50;

  /** So that both tries end within what a message may take. */
  private static final int CONNECT_MILLIS = 3_000;

  private static final int SILENCE_MILLIS = 6_000;

  /** How encryption begins. */
  enum Tls {
    /** From the first byte (RFC 8314, section 3). */
    IMPLICIT,
    /** In the clear, until the server takes STARTTLS (RFC 3207), which it must offer. */
    STARTTLS
  }

  /**
   * Reads it from a secret: JSON, its addresses as RFC 5322 writes them, with commas between.
   * Without a port it is {@value #SUBMISSION_PORT}; without {@code tls} it is implicit on port
   * {@value #TLS_PORT}, and STARTTLS on any other.
   *
   * @throws VigieException {@code CHANNEL_REFUSED} if it is none; nothing of it is shown
   */
  static SmtpAccount of(ChannelSecret secret) {
    JsonNode parts = parts(secret);
    String host = parts.path("host").asText();
    int port = parts.path("port").asInt(SUBMISSION_PORT);
    List<InternetAddress> from = addresses(secret, parts, "from");
    List<InternetAddress> to = addresses(secret, parts, "to");
    if (!host.matches("[A-Za-z0-9.:-]{1,253}") || port < 1 || port > MOST_PORT) {
      throw secret.refused("names no mail server: it should be " + FORM);
    }
    if (from.size() != 1 || to.isEmpty() || to.size() > MOST_RECIPIENTS) {
      throw secret.refused("needs one address in \"from\", and 1 to 50 in \"to\"");
    }
    return new SmtpAccount(
        host,
        port,
        tls(secret, parts.path("tls"), port),
        parts.path("user").asText(),
        parts.path("password").asText(),
        from.getFirst(),
        to,
        secret.scope() == ChannelSecret.Scope.LOOPBACK_TOO && LOOPBACK.contains(host));
  }

  private static JsonNode parts(ChannelSecret secret) {
    try {
      JsonNode parts = JsonDocuments.MAPPER.readTree(secret.text());
      if (parts.isObject()) {
        return parts;
      }
    } catch (JsonProcessingException _) {
      // Told below, without the cause: a parser's words quote what it read.
    }
    throw secret.refused("is not " + FORM);
  }

  private static Tls tls(ChannelSecret secret, JsonNode word, int port) {
    if (word.isMissingNode()) {
      return port == TLS_PORT ? Tls.IMPLICIT : Tls.STARTTLS;
    }
    return switch (word.asText()) {
      case "implicit" -> Tls.IMPLICIT;
      case "starttls" -> Tls.STARTTLS;
      default -> throw secret.refused("should have \"implicit\" or \"starttls\" in \"tls\"");
    };
  }

  private static List<InternetAddress> addresses(
      ChannelSecret secret, JsonNode parts, String field) {
    try {
      return List.of(InternetAddress.parse(parts.path(field).asText(), true));
    } catch (AddressException _) {
      throw secret.refused("has no e-mail addresses in \"" + field + "\"");
    }
  }

  /**
   * For Jakarta Mail's SMTP provider, as the package org.eclipse.angus.mail.smtp documents them.
   *
   * @param sockets make what is encrypted, and judge certificates
   */
  Properties properties(SSLSocketFactory sockets) {
    Properties properties = new Properties();
    properties.put("mail.smtp.connectiontimeout", CONNECT_MILLIS);
    properties.put("mail.smtp.timeout", SILENCE_MILLIS);
    properties.put("mail.smtp.writetimeout", SILENCE_MILLIS);
    properties.put("mail.smtp.auth", !user.isEmpty());
    properties.put("mail.smtp.localhost", "vigie");
    properties.put("mail.smtp.ssl.enable", tls == Tls.IMPLICIT);
    properties.put("mail.smtp.ssl.socketFactory", sockets);
    // Else a certificate that these refuse is shown to the platform's own next.
    properties.put("mail.smtp.socketFactory.fallback", false);
    properties.put("mail.smtp.ssl.checkserveridentity", true);
    properties.put("mail.smtp.starttls.enable", true);
    properties.put("mail.smtp.starttls.required", !near);
    return properties;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
