package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.vigie.config.HealthSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers on loopback with certificates of their own, and what a look says of each. */
class HttpsLookIT {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final String HOST = "localhost";

  @TempDir Path directory;

  @Test
  void server_withAGoodCertificate_isWell() throws Exception {
    KeyStore keys = certificate("good", 60, HOST);

    assertThat(unwell(keys, 200, Trust.of(keys))).isEmpty();
  }

  @Test
  void certificate_twoDaysFromItsEnd_failsAlone() throws Exception {
    KeyStore keys = certificate("short", 2, HOST);

    assertThat(unwell(keys, 200, Trust.of(keys)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.check()).isEqualTo(Check.CERTIFICATE);
              assertThat(finding.health()).isEqualTo(Health.FAIL);
              assertThat(finding.reason()).startsWith("its certificate ends at ");
            });
  }

  @Test
  void certificate_tenDaysFromItsEnd_warnsAlone() throws Exception {
    KeyStore keys = certificate("soon", 10, HOST);

    assertThat(unwell(keys, 200, Trust.of(keys)))
        .extracting(Finding::health)
        .containsExactly(Health.WARN);
  }

  @Test
  void certificate_thatHasEnded_failsAlone_andSaysWhen() throws Exception {
    KeyStore keys = certificate("ended", -1, HOST);

    assertThat(unwell(keys, 200, Trust.of(keys)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.reason()).startsWith("its certificate ended at "));
  }

  @Test
  void certificate_ofAnotherNameOrAStranger_failsAlone() throws Exception {
    KeyStore other = certificate("other", 60, "example.org");
    KeyStore stranger = certificate("stranger", 60, HOST);

    for (List<Finding> found :
        List.of(
            unwell(other, 200, Trust.of(other)), unwell(stranger, 200, Trust.ofThePlatform()))) {
      assertThat(found)
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.check()).isEqualTo(Check.CERTIFICATE);
                assertThat(finding.reason()).startsWith("its certificate is not trusted: ");
              });
    }
  }

  @Test
  void answer_thatIsAnError_failsAlone() throws Exception {
    KeyStore keys = certificate("broken", 60, HOST);

    assertThat(unwell(keys, 502, Trust.of(keys)))
        .containsExactly(
            new Finding(Check.HTTPS, "nocodb", Health.FAIL, "it answers with status 502"));
  }

  /** Connections are taken by the kernel, and nobody ever speaks. */
  @Test
  void server_thatHangs_failsInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long begun = System.nanoTime();
      HttpsFacts facts =
          new HttpsLook(Trust.ofThePlatform(), Duration.ofMillis(500))
              .at(URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/"));

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      assertThat(judge(facts))
          .extracting(Finding::health)
          .containsExactly(Health.FAIL, Health.UNKNOWN);
    }
  }

  @Test
  void server_thatIsNotThere_fails() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }

    HttpsFacts facts =
        new HttpsLook(Trust.ofThePlatform(), Duration.ofSeconds(5))
            .at(URI.create("https://127.0.0.1:" + port + "/"));

    assertThat(judge(facts).getFirst().reason()).startsWith("ConnectException");
  }

  private static List<Finding> unwell(KeyStore keys, int status, Trust trust) throws Exception {
    HttpsServer server = server(keys, status);
    server.start();
    try {
      URI address = URI.create("https://" + HOST + ":" + server.getAddress().getPort() + "/");
      return judge(new HttpsLook(trust, Duration.ofSeconds(10)).at(address)).stream()
          .filter(finding -> finding.health() != Health.OK)
          .toList();
    } finally {
      server.stop(0);
    }
  }

  /** A loaded machine is slow, and that is not what is tested. */
  private static List<Finding> judge(HttpsFacts facts) {
    String patient = "{\"thresholds\":{\"httpsMillis\":4000}}";
    return new HttpsJudgement(
            HealthSettings.fromEnvironment(Map.of(HealthSettings.VARIABLE, patient)).thresholds())
        .of("nocodb", facts, Instant.now());
  }

  private static HttpsServer server(KeyStore keys, int status)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getByName(HOST), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    return server;
  }

  /** Made by the JDK's keytool; one that has ended began ten days ago. */
  private KeyStore certificate(String name, int days, String host) throws Exception {
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
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stored = Files.newInputStream(file)) {
      keys.load(stored, PASSWORD);
    }
    return keys;
  }
}
