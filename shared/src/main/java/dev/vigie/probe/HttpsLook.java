package dev.vigie.probe;

import dev.vigie.probe.HttpsFacts.Certificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Asks an address over HTTPS. Nothing secret is sent, and so a certificate that no browser would
 * take is looked at instead of refused: whether the application answers and whether its certificate
 * is good are two questions. Redirections are not followed: to redirect is an answer. Thread-safe.
 *
 * @param trust who decides whether a certificate is good
 * @param limit for the connection, and again for the answer
 */
public record HttpsLook(Trust trust, Duration limit) {
  /** What came of one request. */
  public HttpsFacts at(URI address) {
    ShownCertificate shown = new ShownCertificate(trust);
    long begun = System.nanoTime();
    try (HttpClient client = client(shown)) {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .timeout(limit)
              .header("User-Agent", "vigie-health")
              .GET()
              .build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      client.shutdownNow();
      return facts(Optional.of(status), begun, Optional.empty(), shown);
    } catch (IOException e) {
      return facts(Optional.empty(), begun, Optional.of(words(e)), shown);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return facts(Optional.empty(), begun, Optional.of("interrupted"), shown);
    }
  }

  private HttpClient client(ShownCertificate shown) {
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, new TrustManager[] {shown}, new SecureRandom());
      return HttpClient.newBuilder()
          .sslContext(tls)
          .connectTimeout(limit)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  private static HttpsFacts facts(
      Optional<Integer> status, long begun, Optional<String> failure, ShownCertificate shown) {
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    Optional<Certificate> certificate = shown.certificate();
    return new HttpsFacts(status, took, failure, certificate);
  }

  /** The kind of an exception says what its message often does not. */
  private static String words(IOException failure) {
    String kind = failure.getClass().getSimpleName();
    return failure.getMessage() == null ? kind : kind + ": " + failure.getMessage();
  }
}
