package dev.vigie.probe;

import dev.vigie.probe.HttpsFacts.Certificate;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Takes every certificate and remembers what it was shown and what would have been said of it, the
 * host's name included. For looking only: no request through it may carry a secret. Thread-safe.
 */
final class ShownCertificate extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager judge;
  private final AtomicReference<Optional<Certificate>> shown =
      new AtomicReference<>(Optional.empty());

  ShownCertificate(Trust trust) {
    this.judge = trust.manager();
  }

  /** What a judge does with a chain. */
  private interface Verdict {
    void ask() throws CertificateException;
  }

  /** What was shown last; empty if there was no handshake. */
  Optional<Certificate> certificate() {
    return shown.get();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    remember(chain, () -> judge.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
    remember(chain, () -> judge.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {
    remember(chain, () -> judge.checkServerTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    judge.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    judge.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    judge.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private void remember(X509Certificate[] chain, Verdict verdict) {
    X509Certificate own = chain[0];
    shown.set(
        Optional.of(
            new Certificate(
                own.getNotBefore().toInstant(), own.getNotAfter().toInstant(), distrust(verdict))));
  }

  /** Dates are held against thresholds, and are none of the reasons here. */
  private static Optional<String> distrust(Verdict verdict) {
    try {
      verdict.ask();
      return Optional.empty();
    } catch (CertificateException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof CertificateExpiredException
            || cause instanceof CertificateNotYetValidException) {
          return Optional.empty();
        }
      }
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
