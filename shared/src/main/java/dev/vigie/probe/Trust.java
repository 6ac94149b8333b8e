package dev.vigie.probe;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Who decides whether a certificate is good.
 *
 * @param manager asked for a chain and a host's name
 */
public record Trust(X509ExtendedTrustManager manager) {
  /** The authorities that the Java platform knows. */
  public static Trust ofThePlatform() {
    return of(null);
  }

  /** The authorities in a store. */
  static Trust of(@Nullable KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .map(Trust::new)
          .orElseThrow(() -> new IllegalStateException("no trust manager for X.509"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has a trust manager", e);
    }
  }
}
