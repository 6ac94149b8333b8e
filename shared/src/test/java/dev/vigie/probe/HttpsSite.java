package dev.vigie.probe;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An application on this machine that answers over HTTPS, with a certificate of one's own. */
public final class HttpsSite implements AutoCloseable {
  /** The name that it has. */
  static final String HOST = "localhost";

  private static final char[] PASSWORD = "password".toCharArray();

  private final int status;
  private HttpsServer server;

  /** One that answers with this status, and shows this certificate. */
  public HttpsSite(KeyStore keys, int status) throws IOException, GeneralSecurityException {
    this.status = status;
    this.server = start(keys, 0);
  }

  /** Shows this certificate from now on, at the same address, as after a renewal. */
  public void show(KeyStore keys) throws IOException, GeneralSecurityException {
    int port = server.getAddress().getPort();
    server.stop(0);
    server = start(keys, port);
  }

  private HttpsServer start(KeyStore keys, int port) throws IOException, GeneralSecurityException {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    HttpsServer started =
        HttpsServer.create(new InetSocketAddress(InetAddress.getByName(HOST), port), 0);
    started.setHttpsConfigurator(new HttpsConfigurator(tls));
    started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    started.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    started.start();
    return started;
  }

  /** Where it answers. */
  public URI address() {
    return URI.create("https://" + HOST + ":" + server.getAddress().getPort() + "/");
  }

  /** Whoever trusts these certificates, and no others. */
  public static Trust trust(KeyStore... certificates) throws Exception {
    KeyStore all = KeyStore.getInstance("PKCS12");
    all.load(null, PASSWORD);
    for (KeyStore each : certificates) {
      String name = each.aliases().nextElement();
      all.setCertificateEntry(name, each.getCertificate(name));
    }
    return Trust.of(all);
  }

  /** A certificate of this site, made in the directory, that ends after so many days. */
  public static KeyStore certificate(Path directory, String name, int days) throws Exception {
    return certificate(directory, name, days, HOST);
  }

  /**
   * As above, of another host; made by the JDK's keytool. One that has ended began ten days ago.
   */
  static KeyStore certificate(Path directory, String name, int days, String host) throws Exception {
    Path file = directory.resolve(name + ".p12");
    boolean ended = days < 0;
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-startdate",
                ended ? "-10d" : "-1H",
                "-validity",
                ended ? "9" : String.valueOf(days),
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new AssertionError("keytool says: " + said);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stored = Files.newInputStream(file)) {
      keys.load(stored, PASSWORD);
    }
    return keys;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
