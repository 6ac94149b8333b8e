package dev.vigie.channel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority of one's own, by the JDK's keytool; whoever trusts it trusts no other.
 */
final class Authority {
  private static final String NAME = "authority";
  private static final String PASSWORD = "of-no-secret";

  private final Path store;
  private final Map<List<String>, SSLContext> certified = new HashMap<>();

  /** One that keeps its keys in the directory. */
  Authority(Path directory) {
    this.store = directory.resolve("authority.p12");
    keytool("-alias", NAME, "-dname", "CN=Authority", "-ext", "bc:c=ca:true");
  }

  /** What a server of this name shows: a certificate that is good now. */
  SSLContext certify(String host) {
    return certify(host, "-1H", 30);
  }

  /** As above, that has ended. */
  SSLContext certifyUntilYesterday(String host) {
    return certify(host, "-10d", 9);
  }

  /** As above, that begins tomorrow. */
  SSLContext certifyFromTomorrow(String host) {
    return certify(host, "+1d", 30);
  }

  /** Once for each: a keytool takes a second. */
  private SSLContext certify(String host, String from, int days) {
    return certified.computeIfAbsent(
        List.of(host, from, String.valueOf(days)), _ -> make(host, from, days));
  }

  private SSLContext make(String host, String from, int days) {
    String name = "server-" + certified.size();
    keytool(
        "-alias",
        name,
        "-signer",
        NAME,
        "-dname",
        "CN=" + host,
        "-ext",
        "san=dns:" + host,
        "-startdate",
        from,
        "-validity",
        String.valueOf(days));
    try {
      KeyStore all = load();
      KeyStore own = empty();
      char[] password = PASSWORD.toCharArray();
      own.setKeyEntry(name, all.getKey(name, password), password, all.getCertificateChain(name));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, password);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(keys.getKeyManagers(), null, null);
      return tls;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What a client has that trusts this authority. */
  SSLContext trusted() {
    try {
      KeyStore anchors = empty();
      anchors.setCertificateEntry(NAME, load().getCertificate(NAME));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(anchors);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return tls;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private KeyStore load() throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stored = Files.newInputStream(store)) {
      keys.load(stored, PASSWORD.toCharArray());
    }
    return keys;
  }

  private void keytool(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(arguments));
    try {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new AssertionError("keytool says: " + said);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
